namespace Flywheel.Agents.Measures;

/// <summary>
/// Does the document speak about the task's topic? A sentence is as relevant as its terms belong to the topic (<see cref="TopicProfile"/>),
/// helped a little by the rest of its section; sentences that say nothing or speak of the document itself are left out.
/// 10: all of the text concerns the topic; 5: half of it does; below 4: the text is about something else.
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
        double sum = 0, all = 0;
        var issues = new List<string>();
        foreach (var section in reading.Sections.Except(reading.Repeats.Select(pair => pair.Later)))
        {
            var sentences = Judged(section).Count();
            if (sentences == 0)
                continue;
            sum += section.Relevance * sentences;
            all += sentences;
            if (section.Relevance < 0.5)
                issues.Add($"Relevance: {section.Place} says little about the task's topic ({Topic(reading)}).");
        }

        if (all == 0)
            return new Measurement(Dimension, 0, ["Relevance: the document has no sentence that says anything."]);
        var focus = Focus(reading);
        if (focus < 0.6)
            issues.Add($"Relevance: title, headings and lead hardly name the task's topic ({Topic(reading)}).");
        return new Measurement(Dimension, Score.Quantise(10 * Score.Ramp(sum / all, Nothing, Everything) * (0.5 + (0.5 * focus))), issues);
    }

    // The share of the task's terms that stand where a document says what it is about.
    private static double Focus(DraftReading reading)
    {
        var named = reading.Sections.SelectMany(section => section.HeadingTerms)
            .Concat(reading.Sections[0].Sentences.SelectMany(sentence => sentence.Terms))
            .Concat(reading.TitleTerms)
            .ToHashSet();
        double held = 0, all = 0;
        foreach (var (term, _) in reading.Topic.TaskTerms)
        {
            var weight = reading.Topic.Weight(term);
            all += weight;
            held += named.Contains(term) ? weight : 0;
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

        return all == 0 ? 1 : Score.Ramp(held / all, 0.05, 0.4);
    }

    private static IEnumerable<DraftSentence> Judged(DraftSection section) =>
        section.Substance.Where(sentence => !sentence.IsMeta && sentence.Terms.Length > 0);

    internal static double Share(DraftReading reading, DraftSentence sentence)
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
