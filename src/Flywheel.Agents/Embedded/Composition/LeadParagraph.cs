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

    /// <summary>The answer in one sentence, or null without items.</summary>
    /// <param name="type">The task's type.</param>
    /// <param name="items">The items in the order of their sections.</param>
    /// <param name="sections">Their sections.</param>
    public CitedSentence? Answer(TaskType type, IReadOnlyList<Item> items, IReadOnlyList<DocumentSection> sections)
    {
        if (items.Count == 0)
            return null;

        var listed = items.Take(MostListed).Select((item, i) => Mention(item, sections[i])).ToArray();
        var text = Introduction(type, items) + Series(listed) + (items.Count > MostListed ? ", among others" : "") + ".";
        return new CitedSentence { Text = text, Value = 2 };
    }

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

    private string Introduction(TaskType type, IReadOnlyList<Item> items)
    {
        if (type != TaskType.Enumerated)
            return items.All(item => TraitReader.IsImperative(item.Title)) ? "In short: " : "The main points: ";
        if (items.Count == 1)
            return "The one found: ";

        var noun = topic.Task.ItemNoun is { } name ? " " + name : "";
        return $"The {NumberWords.Write(items.Count)}{noun}, most relevant first: ";
    }

    private static string Mention(Item item, DocumentSection section)
    {
        var citation = section.Sentences.FirstOrDefault(sentence => sentence.Citations.Count > 0)?.Citations[0]
            ?? section.Subsections.SelectMany(subsection => subsection.Sentences).FirstOrDefault(sentence => sentence.Citations.Count > 0)?.Citations[0];
        return ItemTitle.Inline(item.Title) + (citation is null ? "" : $" [{citation}]");
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
