using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>
/// Writes the opening: what the subject is or why it matters, in the words of a source; then the answer in one sentence, which is the
/// sections' titles with their sources; and, when the evidence falls short, a sentence that says so.
/// </summary>
internal sealed class LeadParagraph(Topic topic, Evidence evidence, SaidAlready said, Citing citing)
{
    private const double LeastCoverage = 0.35;
    private const double LeastTitleCoverage = 0.45;
    private const int MostListed = 6;
    private const string MostRelevantFirst = ", most relevant first: ";

    private static readonly string[] Introductions = ["In short: ", "The main points: ", "The one found: "];

    /// <summary>The sentence or two of a source that open the document; none when no source has any that fit.</summary>
    public IReadOnlyList<CitedSentence> Opening()
    {
        Sentence? best = null;
        double worth = 0;
        foreach (var sentence in evidence.Sentences)
        {
            if (!sentence.Section.IsLead || sentence.Dependence == Dependence.Dangling || sentence.Is(SentenceTraits.Example) || sentence.IsListItem)
                continue;

            var coverage = topic.Coverage(sentence.Terms);
            var title = topic.Coverage(sentence.Section.DocumentTerms);
            if (coverage < LeastCoverage || Math.Max(coverage, title) < LeastTitleCoverage)
                continue;

            var value = Topic.Quantised(coverage + title + (sentence.Is(SentenceTraits.Definition) ? 0.3 : 0) + (sentence.Ordinal == 0 ? 0.1 : 0));
            if (value > worth)
                (best, worth) = (sentence, value);
        }

        if (best is null)
            return [];

        said.Add(best);
        var opening = new List<CitedSentence> { citing.Cite(best, 6) };
        if (Next(best) is { } next)
        {
            said.Add(next);
            opening.Add(citing.Cite(next, 1.2, Leaning.OnPrevious));
        }

        return opening;
    }

    /// <summary>The answer in one sentence, or null without sections.</summary>
    /// <param name="type">The task's type.</param>
    /// <param name="sections">The content sections, in order.</param>
    public CitedSentence? Answer(TaskType type, IReadOnlyList<DocumentSection> sections)
    {
        if (sections.Count == 0)
            return null;

        var listed = sections.Take(MostListed).Select(Mention).ToArray();
        var text = Introduction(type, sections) + Series(listed) + (sections.Count > MostListed ? ", among others" : "") + ".";
        return new CitedSentence { Text = text, Value = 2 };
    }

    /// <summary>Whether a sentence is one that <see cref="Answer"/> writes.</summary>
    public static bool IsAnswer(CitedSentence sentence) =>
        Array.Exists(Introductions, introduction => sentence.Text.StartsWith(introduction, StringComparison.Ordinal))
        || (sentence.Text.StartsWith("The ", StringComparison.Ordinal) && sentence.Text.Contains(MostRelevantFirst, StringComparison.Ordinal));

    /// <summary>A caveat for a document whose sections have none; null when they have one, or the sources state none.</summary>
    public CitedSentence? Caveat(IReadOnlyList<DocumentSection> sections)
    {
        var stated = sections.SelectMany(section => section.Sentences).Any(sentence => TraitReader.Read(sentence.Text, opensArticle: false).HasFlag(SentenceTraits.Caveat));
        if (stated)
            return null;

        var caveat = evidence.Sentences
            .Where(sentence => sentence.Is(SentenceTraits.Caveat) && sentence.Dependence == Dependence.None && !sentence.IsListItem && !said.Has(sentence))
            .OrderByDescending(sentence => topic.Relevance(sentence.Section))
            .ThenBy(sentence => sentence.Section.Order)
            .FirstOrDefault();
        return caveat is null ? null : citing.Cite(caveat, 8);
    }

    /// <summary>What the document does not have, or null when it has what was asked for.</summary>
    public CitedSentence? Shortfall(int? asked, int found)
    {
        var noun = topic.Task.ItemNoun is { } name ? name : "items";
        if (found == 0)
            return new CitedSentence { Text = $"The sources found hold nothing that answers this task, so this document makes no claim about it.", IsFixed = true };

        return asked is { } n && found < n
            ? new CitedSentence
            {
                Text = $"The sources support only {NumberWords.Write(found)} of the {NumberWords.Write(n)} {noun} asked for; the rest is left out rather than made up.",
                IsFixed = true,
            }
            : null;
    }

    private Sentence? Next(Sentence best)
    {
        var next = best.Section.Sentences.FirstOrDefault(sentence => sentence.Ordinal == best.Ordinal + 1 && !sentence.IsListItem);
        if (next is null || said.Has(next))
            return null;

        var follows = ReferenceEquals(next.Previous, best) || next.Dependence == Dependence.None;
        return follows ? next : null;
    }

    private string Introduction(TaskType type, IReadOnlyList<DocumentSection> sections)
    {
        if (type != TaskType.Enumerated)
            return sections.All(section => TraitReader.IsImperative(section.Title)) ? Introductions[0] : Introductions[1];
        if (sections.Count == 1)
            return Introductions[2];

        var noun = topic.Task.ItemNoun is { } name ? " " + name : "";
        return $"The {NumberWords.Write(sections.Count)}{noun}{MostRelevantFirst}";
    }

    private static string Mention(DocumentSection section)
    {
        var citation = section.AllSentences.SelectMany(sentence => sentence.Cited).Select(number => (int?)number).FirstOrDefault();
        return ItemTitle.Inline(Phrase(section.Title)) + (citation is null ? "" : $" [{citation}]");
    }

    // A full stop inside the series would end the sentence; one inside a file name does not.
    private static string Phrase(string title)
    {
        var text = title.Trim(' ', '.', '!', '?', ':');
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (text[i] is '.' or '!' or '?' && text[i + 1] == ' ')
                return text[..i];
        }

        return text;
    }

    private static string Series(string[] parts)
    {
        var separator = parts.Any(part => part.Contains(',', StringComparison.Ordinal) || part.Contains(" and ", StringComparison.Ordinal)) ? "; " : ", ";
        return parts.Length switch
        {
            1 => parts[0],
            2 => parts[0] + " and " + parts[1],
            _ => string.Join(separator, parts[..^1]) + separator.TrimEnd() + " and " + parts[^1],
        };
    }
}
