using System.Globalization;

namespace Flywheel.Agents.Measures;

/// <summary>
/// Is everything there that was asked for and that the evidence offers? Aspects, 2 of 10: the share of the task's terms that the text takes up.
/// Breadth, 4 of 10: distinct sections on the topic against the number asked for (five where none is), a section counting fully from 65 words. Coverage,
/// 4 of 10: how much of the passages on the topic the text takes up, full at nine tenths (six tenths where the number of items is given). Half a point goes when one source
/// says it all although others speak of the topic, 1 when sources are cited and not listed, 1.5 when the text breaks off. A wrong number of items holds the score at 4, and lower the
/// farther off it is; a text about something else completes nothing: the score is at most the relevance plus 2.
/// </summary>
internal static class Completeness
{
    /// <summary>The rubric's name of the dimension.</summary>
    public const string Dimension = "completeness";

    private const int UsualSections = 5;
    private const double FullSectionWords = 65;

    /// <summary>Measures the draft.</summary>
    public static Measurement Measure(DraftReading reading)
    {
        var issues = new List<string>();
        var expected = CountCheck.ExpectedBy(reading.Draft);
        DraftSection[] distinct = [.. reading.Distinct];
        var items = distinct.Count(section => section.IsItem);
        if (reading.Sentences.Count == 0)
            return new Measurement(Dimension, 0, ["Completeness: the document has no text."]);

        var aspects = Aspects(reading, issues);
        var breadth = Breadth(distinct, expected ?? UsualSections, issues);
        var coverage = Score.Ramp(Coverage(reading, issues), 0, expected is null ? 0.9 : 0.6);
        var score = (2 * aspects) + (4 * breadth) + (4 * coverage);
        score -= OneSource(reading, issues);
        if (reading.Sources.Entries.Count == 0 && reading.Sentences.Any(sentence => sentence.Citations.Count > 0))
        {
            score -= 1;
            issues.Add("Completeness: the list of the sources that the text cites is missing.");
        }

        if (reading.Broken is { } broken)
        {
            score -= 1.5;
            issues.Insert(0, $"Completeness: the text breaks off in {broken.Place}.");
        }

        if (expected is { } n && items != n)
        {
            var cap = 4 - (3.0 * (Math.Abs(items - n) - 1) / Math.Max(1, n - 1));
            score = Math.Min(score, Math.Max(1, cap));
            issues.Insert(0, string.Create(CultureInfo.InvariantCulture, $"Completeness: the task asks for {n} items; the document has {items} different ones."));
        }

        return new Measurement(Dimension, Score.Quantise(Math.Min(score, Relevance.Of(reading) + 2)), issues);
    }

    // Everything said is said by one source, although others speak of the topic. What the sentences follow counts, not what they cite.
    private static double OneSource(DraftReading reading, List<string> issues)
    {
        var topic = reading.Topic;
        var used = reading.Sentences
            .Where(sentence => sentence.Section.Part == SectionPart.Content && sentence.Aligned is not null)
            .Select(sentence => reading.Evidence.PassageOf(sentence.Aligned!.Value).Source.Location)
            .Distinct(StringComparer.Ordinal)
            .Take(2)
            .ToArray();
        if (used.Length != 1)
            return 0;
        var others = Enumerable.Range(0, topic.Matches.Count)
            .Where(i => topic.Matches[i] >= Math.Max(0.3, 0.6 * topic.Matches.Max()))
            .Select(i => reading.Evidence.Passages[i].Source.Location)
            .Where(location => location != used[0])
            .Distinct(StringComparer.Ordinal)
            .Count();
        if (others == 0)
            return 0;
        issues.Add(FormattableString.Invariant($"Completeness: everything rests on {used[0]}, although {others} other sources speak of the topic."));
        return 0.5;
    }

    private static double Aspects(DraftReading reading, List<string> issues)
    {
        var terms = reading.Topic.TaskTerms;
        if (terms.Count == 0)
            return 1;
        var said = reading.Sentences.SelectMany(sentence => sentence.Terms)
            .Concat(reading.Content.SelectMany(section => section.HeadingTerms))
            .Select(term => Stem(reading, term))
            .ToHashSet(StringComparer.Ordinal);
        double missing = 0, all = 0;
        foreach (var (term, word) in terms)
        {
            var weight = reading.Topic.Weight(term);
            all += weight;
            if (said.Contains(Stem(reading, term)))
                continue;
            missing += weight;
            issues.Add($"Completeness: the task asks about \"{word}\", which the text never mentions.");
        }

        return 1 - (missing / all);
    }

    // Words of one family share their beginning: defend, defence.
    private static string Stem(DraftReading reading, int term)
    {
        var text = reading.Evidence.TermOf(term);
        return text.Length <= 5 ? text : text[..5];
    }

    private static double Breadth(DraftSection[] sections, int target, List<string> issues)
    {
        double units = 0;
        foreach (var section in sections)
        {
            var words = section.Substance.Sum(sentence => sentence.Words);
            var unit = Score.Ramp(words, 5, FullSectionWords);
            units += section.Relevance * unit * (1 + Math.Min(2, 0.5 * section.Subheadings));
            if (unit < 0.4)
                issues.Add(FormattableString.Invariant($"Completeness: {section.Place} delivers only {words} words of substance."));
        }

        return Math.Min(1, units / target);
    }

    /// <summary>How much of the evidence on the topic the draft takes up: 0 to 1.</summary>
    private static double Coverage(DraftReading reading, List<string> issues)
    {
        var topic = reading.Topic;
        if (topic.Matches.Count == 0)
            return 0.5;
        var threshold = Math.Max(0.3, 0.6 * topic.Matches.Max());
        var said = reading.Sentences.SelectMany(sentence => sentence.Terms).ToHashSet();
        double covered = 0, all = 0;
        for (var i = 0; i < topic.Matches.Count; i++)
        {
            var match = topic.Matches[i];
            if (match < threshold)
                continue;
            var passage = reading.Evidence.Passages[i];
            double held = 0, total = 0;
            foreach (var term in passage.Terms.Order())
            {
                var weight = reading.Evidence.Weight(term);
                total += weight;
                held += said.Contains(term) ? weight : 0;
            }

            var share = Score.Ramp(total == 0 ? 0 : held / total, 0.2, 0.6);
            all += match * match;
            covered += match * match * share;
            if (share < 0.25 && issues.Count < 50)
                issues.Add($"Completeness: what {passage.Source.Title}{(passage.Source.Heading is { } heading ? " § " + heading : "")} says is left out.");
        }

        return all == 0 ? 0 : covered / all * Score.Ramp(topic.Strength, 0.2, 0.6);
    }
}
