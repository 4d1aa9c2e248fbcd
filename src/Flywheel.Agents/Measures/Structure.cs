using Flywheel.Agents.Documents;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>
/// Is the document built so that it can be read? 10, less what is wrong: title, lead and heading levels (at most 4); sections missing, empty or
/// lopsided (at most 4); sections said twice (2.2 for the first, 1 for each further, at most 5); a source list that is missing although sources are cited, is malformed or
/// lacks what is cited (0.5 each, content behind it 0.7); unclosed code (1.5); walls of text (at most 1); sentences in an order that makes no sense (at most 4,
/// <see cref="SentenceOrder"/>). Text that is not English holds the score at 3 when the harness asks for English.
/// </summary>
internal static class Structure
{
    /// <summary>The rubric's name of the dimension.</summary>
    public const string Dimension = "structure";

    private const int LongParagraph = 220;
    private const int SectionlessWords = 150;

    /// <summary>Measures the draft.</summary>
    public static Measurement Measure(DraftReading reading)
    {
        if (reading.Sentences.Count == 0)
            return new Measurement(Dimension, reading.Outline.Title is null ? 0 : 1, ["Structure: the document has no text."]);
        var issues = new List<string>();
        var lost = Math.Min(4, Headings(reading, issues))
            + Math.Min(4, Sections(reading, issues))
            + Math.Min(5, Repeats(reading, issues))
            + Math.Min(2, SourceLines(reading, issues))
            + Fences(reading, issues)
            + Math.Min(1, Walls(reading, issues))
            + Math.Min(4, Order(reading, issues));
        var score = 10 - lost;
        if (IsForeign(reading))
        {
            issues.Add("Structure: the text is not English.");
            score = Math.Min(score, 3);
        }

        return new Measurement(Dimension, Score.Quantise(score), issues);
    }

    private static double Headings(DraftReading reading, List<string> issues)
    {
        double lost = 0;
        if (reading.Outline.Title is null)
            lost += Note(issues, 2, "Structure: the document does not begin with a title (# …).");
        else if (reading.Outline.Title.Length == 0)
            lost += Note(issues, 2, "Structure: the title is empty.");
        if (reading.Sections[0].Sentences.Count == 0 && reading.Outline.Sections.Count > 0)
            lost += Note(issues, 0.7, "Structure: no lead stands between the title and the first section.");

        var before = 1;
        var titles = 0;
        foreach (var section in reading.Outline.Sections)
        {
            if (section.Level == 1 && titles++ < 3)
                lost += Note(issues, 1, FormattableString.Invariant($"Structure: line {section.HeadingLine} is a second title (#)."));
            else if (section.Level > before + 1)
                lost += Note(issues, 0.7, FormattableString.Invariant($"Structure: line {section.HeadingLine} skips a heading level (from {before} to {section.Level})."));
            before = section.Level;
        }

        return lost;
    }

    private static double Sections(DraftReading reading, List<string> issues)
    {
        var content = reading.Content.ToArray();
        if (content.Length == 0)
            return Note(issues, reading.Words > SectionlessWords / 3 ? 3.5 : 2, "Structure: the text is not divided into sections.");
        double lost = 0;
        foreach (var section in content.Where(section => section != reading.Broken))
        {
            if (section.Words == 0 && section.CodeBlocks + section.TableRows == 0)
                lost += Note(issues, 1.2, $"Structure: {section.Place} is empty.");
        }

        if (content.Length == 1 && reading.Words > SectionlessWords)
            lost += Note(issues, 1.5, $"Structure: everything stands in one section, {content[0].Place}.");
        return lost + Balance([.. content.Where(section => section != reading.Broken)], issues);
    }

    private static double Balance(DraftSection[] content, List<string> issues)
    {
        double lost = 0;
        if (content.Length == 0)
            return 0;
        var lengths = content.Select(section => section.Words).Order().ToArray();
        var median = lengths[lengths.Length / 2];
        foreach (var section in content)
        {
            if (section.Words > 120 && section.Words > 4 * median)
                lost += Note(issues, 0.7, FormattableString.Invariant($"Structure: {section.Place} is far longer than the others ({section.Words} words, usually {median})."));
            else if (section is { Words: > 0 and < 25, CodeBlocks: 0, TableRows: 0 } && section.Words < lengths[^1] / 3)
                lost += Note(issues, 0.5, FormattableString.Invariant($"Structure: {section.Place} is far shorter than others ({section.Words} words, the longest has {lengths[^1]})."));
        }

        return Math.Min(1.5, lost);
    }

    private static double Repeats(DraftReading reading, List<string> issues)
    {
        double lost = 0;
        foreach (var (later, earlier) in reading.Repeats)
            lost += Note(issues, lost == 0 ? 2.2 : 1, $"Structure: {later.Place} repeats {earlier.Place}.");
        return lost;
    }

    private static double SourceLines(DraftReading reading, List<string> issues)
    {
        double lost = 0;
        var entries = reading.Sources.Entries;
        var listed = entries.Select(entry => entry.Number).ToHashSet();
        var cited = reading.Sentences.SelectMany(sentence => sentence.Citations).ToHashSet();
        if (entries.Count == 0)
            return cited.Count == 0 ? 0 : Note(issues, 0.5, "Structure: the text cites sources, but no list of sources follows.");
        int[] unlisted = [.. cited.Where(number => !listed.Contains(number)).Order()];
        if (unlisted.Length > 0)
            lost += Note(issues, 0.5, $"Structure: {Numbers(unlisted)} cited but not in the list of sources.");
        if (listed.Count < entries.Count)
            lost += Note(issues, 0.5, "Structure: numbers repeat in the list of sources.");
        var malformed = Malformed(reading);
        if (malformed > 0)
            lost += Note(issues, 0.5, FormattableString.Invariant($"Structure: {malformed} lines of the list of sources do not begin with [n]."));
        var after = reading.Sections.SkipWhile(section => section.Part != SectionPart.Sources).FirstOrDefault(section => section.Part == SectionPart.Content);
        if (after is not null)
            lost += Note(issues, 0.7, $"Structure: {after.Place} stands behind the list of sources.");
        return lost;
    }

    private static string Numbers(int[] numbers) =>
        string.Join(", ", numbers.Take(5).Select(number => FormattableString.Invariant($"[{number}]"))) + (numbers.Length > 5 ? " and others are" : numbers.Length > 1 ? " are" : " is");

    private static int Malformed(DraftReading reading)
    {
        var behind = reading.Sections[^1] is { Part: SectionPart.Sources, Sentences: [var first, ..] } ? first.Line : int.MaxValue;
        var lines = reading.Lines.Count(line => line.Kind == MarkdownLineKind.SourceEntry && line.Content.Length > 0 && line.Number < behind);
        return Math.Max(0, lines - reading.Sources.Entries.Count);
    }

    private static double Fences(DraftReading reading, List<string> issues)
    {
        var open = MarkdownFences.Unclosed(reading.Lines);
        return open is { } line
            ? Note(issues, 1.5, FormattableString.Invariant($"Structure: the code block that begins on line {line} is never closed."))
            : 0;
    }

    private static double Walls(DraftReading reading, List<string> issues)
    {
        double lost = 0;
        foreach (var block in reading.Sentences.GroupBy(sentence => sentence.Block))
        {
            var words = block.Sum(sentence => sentence.Words);
            if (words > LongParagraph && lost < 1)
                lost += Note(issues, 0.5, FormattableString.Invariant($"Structure: the paragraph on line {block.First().Line} has {words} words without a break."));
        }

        return lost;
    }

    private static double Order(DraftReading reading, List<string> issues)
    {
        var order = reading.Order;
        var backward = 2.5 * Score.Ramp(order.Backward ?? 0, 0.12, 0.42);
        var closings = Score.Ramp(order.Closings ?? 0, 0.15, 0.6);
        var openings = 0.6 * Score.Ramp(order.Openings ?? 0, 0.55, 1);
        var strays = (order.Split is null ? 2.4 : 1.2) * Score.Ramp(order.Strays ?? 0, 0.5, 0.85);
        var misnamed = 1.2 * Score.Ramp(order.Misnamed ?? 0, 0.3, 0.8);
        var split = 2.8 * Score.Ramp(order.Split ?? 0, 0.2, 0.6);
        foreach (var section in order.Disordered)
        {
            if (backward > 0.5)
                issues.Add($"Structure: the sentences of {section.Place} run against the order of their source.");
        }

        if (closings > 0.3)
            issues.Add("Structure: limits and caveats stand before what they limit.");
        if (openings > 0.3)
            issues.Add("Structure: sections open with sentences that need others before them.");
        if (strays + split > 0.8)
            issues.Add("Structure: many sentences stand in a section that is about something else.");
        if (misnamed > 0.4)
            issues.Add("Structure: headings name what stands in other sections.");
        return backward + closings + openings + strays + misnamed + split;
    }

    private static bool IsForeign(DraftReading reading) =>
        reading.Draft.Harness.Output.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase) && reading.Words >= 40 && reading.StopwordShare < 0.12;

    private static double Note(List<string> issues, double lost, string issue)
    {
        issues.Add(issue);
        return lost;
    }
}
