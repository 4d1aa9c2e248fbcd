namespace Flywheel.Agents.Measures;

/// <summary>
/// Does the document speak about the task's topic? A sentence is relevant by the mean weight of its terms in the topic (<see cref="TopicProfile"/>): not at
/// 0.14, fully from 0.36. One that strays in a section whose better half is on the topic counts half. Sentences that say nothing or speak of the document itself, and sections that repeat another, are left
/// out. The mean over the sentences is taken from 0.05 to 0.85, and times 0.3 to 1 by the share of the task's terms that title, headings and lead name.
/// 10: the text concerns the topic throughout; 5: half of it does; below 4: it is about something else.
/// </summary>
internal static class Relevance
{
    /// <summary>The rubric's name of the dimension.</summary>
    public const string Dimension = "relevance";

    // The mean weight of terms from which a sentence counts as fully on the topic: about a third of its terms are the topic's own.
    private const double None = 0.14;
    private const double Full = 0.36;

    // What a sentence that strays is worth in a section whose better half is on the topic.
    private const double Stray = 0.5;

    // Where all of a text counts as on the topic: the terms of a few sentences are always their own.
    private const double Nothing = 0.05;
    private const double Everything = 0.85;

    /// <summary>Measures the draft.</summary>
    public static Measurement Measure(DraftReading reading)
    {
        var issues = new List<string>();
        if (!Told(reading).Any(section => Judged(section).Any()))
            issues.Add("Relevance: the document has no sentence that says anything.");
        foreach (var section in Told(reading))
        {
            if (section.Relevance < 0.5 && Judged(section).Any())
                issues.Add($"Relevance: {section.Place} says little about the task's topic ({Topic(reading)}).");
        }

        if (Focus(reading) < 0.6)
            issues.Add($"Relevance: title, headings and lead hardly name the task's topic ({Topic(reading)}).");
        return new Measurement(Dimension, Score.Quantise(Of(reading)), issues);
    }

    /// <summary>How relevant the whole draft is, 0 to 10.</summary>
    public static double Of(DraftReading reading)
    {
        double sum = 0, all = 0;
        foreach (var section in Told(reading))
        {
            var sentences = Judged(section).Count();
            sum += section.Relevance * sentences;
            all += sentences;
        }

        return all == 0 ? 0 : 10 * Score.Ramp(sum / all, Nothing, Everything) * (0.3 + (0.7 * Focus(reading)));
    }

    private static IEnumerable<DraftSection> Told(DraftReading reading) =>
        reading.Sections.Where(section => section.Part != SectionPart.Sources).Except(reading.Repeats.Select(pair => pair.Later));

    // The share of the task's terms that stand where a document says what it is about.
    private static double Focus(DraftReading reading)
    {
        var title = reading.TitleTerms.ToHashSet();
        var rest = reading.Sections.SelectMany(section => section.HeadingTerms)
            .Concat(reading.Sections[0].Sentences.SelectMany(sentence => sentence.Terms))
            .ToHashSet();
        double held = 0, all = 0;
        foreach (var (term, _) in reading.Topic.TaskTerms)
        {
            var weight = reading.Topic.Weight(term);
            all += weight;
            held += title.Contains(term) ? weight : rest.Contains(term) ? 0.6 * weight : 0;
        }

        return all == 0 ? 1 : held / all;
    }

    /// <summary>How far a section concerns the topic, 0 to 1.</summary>
    public static double Of(DraftReading reading, DraftSection section)
    {
        var sentences = Judged(section).ToArray();
        if (sentences.Length == 0)
            return 0;
        var shares = sentences.Select(sentence => Share(reading, sentence)).ToArray();
        var whole = Score.Ramp(shares.OrderDescending().Take((shares.Length + 1) / 2).Average(), None, Full);
        var own = shares.Average(share => Math.Max(Score.Ramp(share, None, Full), Stray * whole));
        var trust = Score.Ramp(reading.Topic.Strength, 0.3, 0.7);
        return (trust * own) + ((1 - trust) * Mentions(reading, section, sentences));
    }

    // Evidence that is not about the topic cannot say which words belong to it: then the task's own words must stand in the section.
    private static double Mentions(DraftReading reading, DraftSection section, DraftSentence[] sentences)
    {
        var said = sentences.SelectMany(sentence => sentence.Terms).Concat(section.HeadingTerms).ToHashSet();
        double held = 0, all = 0;
        foreach (var (term, _) in reading.Topic.TaskTerms)
        {
            var weight = reading.Topic.Weight(term);
            all += weight;
            held += said.Contains(term) ? weight : 0;
        }

        return all == 0 ? 1 : Score.Ramp(held / all, 0.2, 0.7);
    }

    private static IEnumerable<DraftSentence> Judged(DraftSection section) =>
        section.Substance.Where(sentence => !sentence.IsMeta && sentence.Terms.Length > 0);

    private static double Share(DraftReading reading, DraftSentence sentence)
    {
        double weight = 0, all = 0;
        foreach (var term in sentence.Terms)
        {
            if (sentence.IsGeneric(term))
                continue;
            all += reading.Evidence.Holds(term) ? 1 : 0.7;
            weight += reading.Topic.Weight(term);
        }

        return all == 0 ? 0 : weight / all;
    }

    private static string Topic(DraftReading reading) => string.Join(", ", reading.Topic.TaskTerms.Select(term => term.Word));
}
