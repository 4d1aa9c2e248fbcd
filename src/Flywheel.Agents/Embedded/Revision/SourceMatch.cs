using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Revision;

/// <summary>Finds the section of the evidence that a section of a draft was written from.</summary>
internal sealed class SourceMatch(Evidence evidence, Topic topic)
{
    private const double LeastOverlap = 0.25;
    private const double OpeningWeight = 8;

    /// <summary>The source section, or null when none resembles it.</summary>
    public SourceSection? Of(DocumentSection section)
    {
        var sentences = section.AllSentences.Where(sentence => !sentence.IsVerbatim).ToArray();
        var said = new SaidAlready();
        foreach (var sentence in sentences)
            said.Add(sentence.Bare);

        var terms = Tokenizer.Terms(section.Title + " " + string.Join(' ', sentences.Select(sentence => sentence.Bare))).ToHashSet(StringComparer.Ordinal);
        var opening = sentences.FirstOrDefault()?.Bare;
        SourceSection? best = null;
        double worth = 0;
        foreach (var source in evidence.Sections)
        {
            if (source.Sentences.Count == 0)
                continue;

            var shared = source.Sentences.Count(said.Has);
            var title = string.Equals(ItemTitle.FromHeading(source.Heading, topic.Task), section.Title, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            var opens = opening is not null && source.Sentences.Any(sentence => string.Equals(sentence.Text, opening, StringComparison.Ordinal)) ? OpeningWeight : 0;
            var value = Topic.Quantised(shared + title + opens + Overlap(source, terms));
            if (value > worth)
                (best, worth) = (source, value);
        }

        return worth >= LeastOverlap ? best : null;
    }

    private double Overlap(SourceSection source, HashSet<string> terms)
    {
        long shared = 0;
        long all = 0;
        foreach (var term in source.Terms)
        {
            var weight = topic.Idf(term);
            all += weight;
            if (terms.Contains(term))
                shared += weight;
        }

        return all == 0 ? 0 : (double)shared / all;
    }
}
