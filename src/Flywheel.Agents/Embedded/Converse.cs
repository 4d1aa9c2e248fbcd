using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded;

/// <summary>
/// Answers a chat that carries no typed request: with the sentences of a pasted text that answer best, or by saying what this model is.
/// </summary>
internal static class Converse
{
    /// <summary>What the engine says of itself.</summary>
    public const string Introduction =
        "I am embedded, Flywheel's built-in extractive engine, not a language model: I select and cite sentences from sources and invent nothing. "
        + "Give me a task through `flywheel run` with a corpus, or paste a text with a question, and I will answer from it.";

    private const int Fewest = 3;
    private const int Most = 3;

    /// <summary>The reply to a message.</summary>
    public static string Answer(string message)
    {
        var (question, text) = Split(message);
        var evidence = Evidence.Of([new SourcePassage { Location = "message", Title = "", StartLine = 1, EndLine = 1, Offset = 0, Text = text }]);
        var sentences = evidence.Sentences.Where(sentence => sentence.Dependence != Dependence.Dangling).ToArray();
        if (sentences.Length < Fewest)
            return Introduction;

        var topic = new Topic(TaskReading.Of(question), evidence);
        var chosen = sentences
            .OrderByDescending(sentence => topic.Coverage(sentence.Terms))
            .ThenBy(sentence => sentence.Section.Order)
            .ThenBy(sentence => sentence.Ordinal)
            .Take(Most)
            .OrderBy(sentence => sentence.Section.Order)
            .ThenBy(sentence => sentence.Ordinal);
        return "From your text: " + string.Join(' ', chosen.Select(sentence => sentence.Text));
    }

    // The question is the last sentence that asks, else the first sentence; the text is everything.
    private static (string Question, string Text) Split(string message)
    {
        var read = message[..Math.Min(message.Length, EvidenceReader.LongestPassage)];
        var sentences = SentenceSplitter.Sentences(read);
        var question = sentences.LastOrDefault(sentence => sentence.EndsWith('?')) ?? (sentences.Count > 0 ? sentences[0] : "");
        return (question, read);
    }
}
