namespace Flywheel.Agents.Measures;

/// <summary>
/// Does each section explain rather than state? Substance is 6 of 10, the mean over the sections: three quarters of it grow with the root of
/// sentences and words up to three and fifty, one quarter with the words from 30 to 150; sentences that say nothing count for nothing. Devices are 4 of
/// 10: a reason or mechanism (1.2), an example or case (1.2), a caveat or limit (1), a parameter (0.6), each per section, at most two of a section
/// counting. One-line bullets hold a section's substance at 3.3 of 6, and a document made of them at 5; a stub has none.
/// About 3: definitions only; 5–6: explained, no examples; 8: most sections have mechanism, example and limit; 10: long sections with all four.
/// </summary>
internal static class Depth
{
    /// <summary>The rubric's name of the dimension.</summary>
    public const string Dimension = "depth";

    // A text without sections is measured as if it should have had this many.
    private const int UnsectionedParts = 3;

    /// <summary>Measures the draft.</summary>
    public static Measurement Measure(DraftReading reading)
    {
        var sections = Asked(reading);
        if (sections.Length == 0)
            sections = [.. reading.Sections.Where(section => section.Part != SectionPart.Sources && section.Words > 0)];
        if (sections.Length == 0)
            return new Measurement(Dimension, 0, ["Depth: the document has no section with text."]);

        var issues = new List<string>();
        double substance = 0, mechanism = 0, example = 0, caveat = 0, parameter = 0;
        var bullets = 0;
        foreach (var section in sections)
        {
            var said = section.Substance.ToArray();
            substance += Substance(section, said, issues);
            mechanism += Math.Min(2, said.Count(sentence => sentence.IsMechanism));
            example += Math.Min(2, said.Count(sentence => sentence.IsExample) + Math.Min(1, section.CodeBlocks));
            caveat += Math.Min(2, said.Count(sentence => sentence.IsCaveat));
            parameter += Math.Min(2, said.Count(sentence => sentence.Numbers.Count > 0) + Math.Min(1, section.CodeBlocks + section.TableRows));
            bullets += IsBullets(section) ? 1 : 0;
            Miss(section, said, issues);
        }

        var n = (double)Math.Max(sections.Length, reading.Content.Any() ? 1 : UnsectionedParts);
        var score = (6 * substance / n) + (1.2 * Rate(mechanism, n)) + (1.2 * Rate(example, n)) + Rate(caveat, n) + (0.6 * Rate(parameter, n));
        if (bullets > 0.6 * n)
            score = Math.Min(score, 5);
        return new Measurement(Dimension, Score.Quantise(score), issues);
    }

    // Items beyond the number asked for, and a section in which the text breaks off, are faults of completeness; they do not make the others shallower.
    private static DraftSection[] Asked(DraftReading reading)
    {
        var items = reading.Distinct.Where(section => section.IsItem);
        var extra = CountCheck.ExpectedBy(reading.Draft) is { } count ? items.Skip(count).ToHashSet() : [];
        DraftSection[] whole = [.. reading.Distinct.Where(section => !extra.Contains(section) && section != reading.Broken)];
        return whole.Length > 0 ? whole : [.. reading.Distinct];
    }

    private static double Rate(double count, double full) => Math.Min(1, count / full);

    private static double Substance(DraftSection section, DraftSentence[] said, List<string> issues)
    {
        var words = said.Sum(sentence => sentence.Words);
        if (words < 8 || section.Sentences.Any(sentence => sentence.Words < 12 && Cues.Placeholder.In(sentence.Text)))
        {
            issues.Add($"Depth: {section.Place} is a stub.");
            return 0;
        }

        var value = (0.75 * Math.Sqrt(Math.Min(Score.Ramp(said.Length, 0, 3), Score.Ramp(words, 0, 50)))) + (0.25 * Score.Ramp(words, 30, 150));
        if (IsBullets(section))
        {
            issues.Add($"Depth: {section.Place} consists of one-line bullets without explanation.");
            return Math.Min(value, 0.55);
        }

        if (value < 0.6)
            issues.Add($"Depth: {section.Place} only states its point; it does not explain it.");
        return value;
    }

    private static bool IsBullets(DraftSection section)
    {
        var items = section.Sentences.Where(sentence => sentence.IsListItem).ToArray();
        return items.Length >= 2
            && items.Sum(sentence => sentence.Words) > 0.6 * section.Words
            && items.GroupBy(sentence => sentence.Block).Average(item => item.Sum(sentence => sentence.Words)) < 14;
    }

    private static void Miss(DraftSection section, DraftSentence[] said, List<string> issues)
    {
        if (!said.Any(sentence => sentence.IsMechanism))
            issues.Add($"Depth: {section.Place} gives no reason or mechanism.");
        if (!said.Any(sentence => sentence.IsExample) && section.CodeBlocks == 0)
            issues.Add($"Depth: {section.Place} gives no example.");
        if (!said.Any(sentence => sentence.IsCaveat))
            issues.Add($"Depth: {section.Place} gives no caveat or limit.");
    }
}
