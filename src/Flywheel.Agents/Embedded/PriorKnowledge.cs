using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded;

/// <summary>
/// Answers a <see cref="PriorKnowledgeRequest"/>: what the memories say about the task, and which parts of an answer they do not cover.
/// The engine knows nothing but what it is shown.
/// </summary>
internal static class PriorKnowledge
{
    private const int MostFacts = 5;
    private const int MostGaps = 4;

    private static readonly (SentenceTraits Traits, string Gap)[] Parts =
    [
        (SentenceTraits.Advice | SentenceTraits.Problem, "what to do or look for: {0}"),
        (SentenceTraits.Mechanism, "why it works: {0}"),
        (SentenceTraits.Example | SentenceTraits.Figure, "examples and measurements: {0}"),
        (SentenceTraits.Caveat, "when it does not help: {0}"),
    ];

    /// <summary>JSON <c>{known_facts, gaps}</c>.</summary>
    public static string Answer(PriorKnowledgeRequest request)
    {
        var task = TaskReading.Of(request.Task);
        var facts = Facts(task, request.Memory);
        var known = facts.Aggregate(SentenceTraits.None, (all, fact) => all | TraitReader.Read(fact, opensArticle: false));
        var subject = task.Subject.Length > 0 ? task.Subject : task.Task;
        return Answers.Json(json =>
        {
            json.WriteStrings("known_facts", facts);
            json.WriteStrings("gaps", Parts
                .Where(part => (known & part.Traits) == SentenceTraits.None)
                .Select(part => string.Format(System.Globalization.CultureInfo.InvariantCulture, part.Gap, subject))
                .Take(MostGaps));
        });
    }

    private static string[] Facts(TaskReading task, string memory)
    {
        var topic = task.TopicTerms.ToHashSet(StringComparer.Ordinal);
        var facts = new List<(string Text, double Share, int Order)>();
        foreach (var span in SentenceSplitter.Split(memory))
        {
            if (SentenceCleaner.Clean(span.Flatten(memory)) is not { } sentence)
                continue;

            var terms = Tokenizer.Terms(sentence).ToHashSet(StringComparer.Ordinal);
            var shared = terms.Count(topic.Contains);
            if (shared > 0 && shared * 3 >= topic.Count && !facts.Exists(fact => string.Equals(fact.Text, sentence, StringComparison.Ordinal)))
                facts.Add((sentence, (double)shared / topic.Count, facts.Count));
        }

        return [.. facts.OrderByDescending(fact => fact.Share).ThenBy(fact => fact.Order).Take(MostFacts).Select(fact => fact.Text)];
    }
}
