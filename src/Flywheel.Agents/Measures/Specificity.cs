namespace Flywheel.Agents.Measures;

/// <summary>
/// Does the text name things? A sentence with a number, a name or an identifier is concrete; another is as concrete as its terms name something in particular
/// (none at a fifth of them, fully from four fifths and four terms); one that says nothing, or repeats an earlier one word for word, is empty;
/// a section that repeats another is left out. 8.5 times the mean concreteness of the sentences, plus 1.5 times the share of those with a
/// number, a name or a case, full from a half. 10: hardly a sentence without something to hold on to; 5: half of the words could stand in any text; 0: padding.
/// </summary>
internal static class Specificity
{
    /// <summary>The rubric's name of the dimension.</summary>
    public const string Dimension = "specificity";

    /// <summary>Measures the draft.</summary>
    public static Measurement Measure(DraftReading reading)
    {
        double concrete = 0, hard = 0, sentences = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var issues = new List<string>();
        foreach (var section in reading.Sections.Except(reading.Repeats.Select(pair => pair.Later)))
        {
            double own = 0;
            var filler = new List<DraftSentence>();
            foreach (var sentence in section.Sentences)
            {
                var empty = sentence.IsFiller || !seen.Add(sentence.Text);
                var value = empty ? 0 : Concreteness(sentence);
                concrete += value;
                own += value;
                hard += !empty && IsHard(sentence) ? 1 : 0;
                sentences++;
                if (empty)
                    filler.Add(sentence);
            }

            if (filler.Count > 0)
                issues.Add($"Specificity: {section.Place} is padded: {filler[0].Quote} (line {FormattableString.Invariant($"{filler[0].Line}")}) says nothing new.");
            else if (section.Sentences.Count > 0 && own / section.Sentences.Count < 0.5)
                issues.Add($"Specificity: {section.Place} names nothing in particular.");
        }

        if (sentences == 0)
            return new Measurement(Dimension, 0, ["Specificity: the document has no sentence."]);
        return new Measurement(Dimension, Score.Quantise((8.5 * concrete / sentences) + (1.5 * Score.Ramp(hard / sentences, 0, 0.5))), issues);
    }

    private static bool IsHard(DraftSentence sentence) => sentence.Numbers.Count > 0 || sentence.Names.Count > 0 || sentence.IsExample;

    private static double Concreteness(DraftSentence sentence)
    {
        if (sentence.Numbers.Count > 0 || sentence.Names.Count > 0)
            return 1;
        var specific = sentence.Terms.Length - sentence.GenericTerms.Count;
        return Score.Ramp((double)specific / Math.Max(1, sentence.Terms.Length), 0.2, 0.8) * Score.Ramp(specific, 0, 4);
    }
}
