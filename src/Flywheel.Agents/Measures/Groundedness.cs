namespace Flywheel.Agents.Measures;

/// <summary>
/// Does every claim rest on the evidence it cites? A claim is a sentence of the body that says something. Its credit is the share of its
/// terms that the cited passages hold (<see cref="EvidenceReading.Support"/>; none at 0.25, full from 0.65), times 1 when it cites them itself, 0.9 when its
/// paragraph does, 0.4 when nothing is cited, 0.1 when what is cited is not among the evidence. Numbers and names are checked strictly: one that the cited
/// passages do not hold leaves a fifth of the credit. The score is ten times the mean credit, less 1.3 for each of the first three sentences whose
/// number, name or matter is nowhere in the evidence and 0.5 for each further, so that one invented fact shows in a long document.
/// </summary>
internal static class Groundedness
{
    /// <summary>The rubric's name of the dimension.</summary>
    public const string Dimension = "groundedness";

    private const double NoSupport = 0.25;
    private const double FullSupport = 0.65;

    /// <summary>Measures the draft.</summary>
    public static Measurement Measure(DraftReading reading)
    {
        var resolved = Resolve(reading);
        var covers = Covers(reading);
        double credit = 0, claims = 0;
        var inventions = 0;
        var issues = new List<string>();
        var uncited = new Dictionary<DraftSection, int>();
        foreach (var sentence in reading.Sentences)
        {
            if (sentence.IsFiller || sentence.Terms.Length == 0)
                continue;
            var judged = Judge(reading, sentence, resolved, covers);
            var weight = Weight(sentence, judged);
            claims += weight;
            credit += weight * judged.Credit;
            if (judged.Issue is { } issue)
                issues.Add(issue);
            if (judged.IsUncited)
                uncited[sentence.Section] = uncited.GetValueOrDefault(sentence.Section) + 1;
            if (judged.IsInvention)
                inventions++;
        }

        if (claims == 0)
            return new Measurement(Dimension, 0, ["Groundedness: the document makes no claim that could rest on a source."]);
        foreach (var (section, count) in uncited)
            issues.Add($"Groundedness: {section.Place} has {Count(count)} without a citation.");
        return new Measurement(Dimension, Score.Quantise((10 * credit / claims) - Fine(inventions)), issues);
    }

    private static string Count(int sentences) => sentences == 1 ? "1 claim" : FormattableString.Invariant($"{sentences} claims");

    private static double Fine(int inventions) => (1.3 * Math.Min(inventions, 3)) + (0.5 * Math.Clamp(inventions - 3, 0, 6));

    // What frames a document may go without a citation; what it claims with one counts like any claim.
    private static double Weight(DraftSentence sentence, Judgement judged) =>
        !judged.IsUncited || judged.IsInvention ? 1
        : sentence.IsMeta ? 0
        : sentence.Section.Part == SectionPart.Content ? 1 : 0.3;

    private static Judgement Judge(DraftReading reading, DraftSentence sentence, Dictionary<int, int[]> resolved, Dictionary<int, int[]> covers)
    {
        var evidence = reading.Evidence;
        var own = sentence.Citations.Count > 0;
        var numbers = own ? sentence.Citations : covers.GetValueOrDefault(sentence.Block, []);
        int[] cited = [.. numbers.SelectMany(number => resolved.GetValueOrDefault(number, [])).Distinct()];
        var support = evidence.Support(sentence, cited);
        if (!own && Score.Ramp(support, NoSupport, FullSupport) < 0.5)
            cited = [];

        var best = evidence.BestPassage(sentence.Terms);
        var anywhere = best < 0 ? 0 : evidence.Support(sentence, [best]);
        var strange = Unknown(reading, sentence);
        var framing = !own && (sentence.IsMeta || sentence.Section.Part != SectionPart.Content);
        var invented = strange is not null || (!framing && anywhere < 0.4 && Unseen(evidence, sentence) >= Math.Max(4, sentence.GenericTerms.Count));
        if (cited.Length == 0)
            return Uncited(sentence, own, Score.Ramp(anywhere, NoSupport, FullSupport), strange, invented);

        var credit = Score.Ramp(support, NoSupport, FullSupport) * (own ? 1 : 0.9);
        if (strange is not null)
            return new Judgement(0.2 * credit, true, false, $"Groundedness: {At(sentence)} states {strange}, which no passage of the evidence holds.");
        if (Missing(evidence, sentence, cited) is { } missing)
            return new Judgement(0.2 * credit, false, false, $"Groundedness: {At(sentence)} states {missing}, which its sources do not hold.");
        var issue = credit >= 0.6 ? null : $"Groundedness: {At(sentence)} is not what its sources say.";
        return new Judgement(credit, invented, false, issue);
    }

    private static Judgement Uncited(DraftSentence sentence, bool citesNothing, double support, string? strange, bool invented)
    {
        if (strange is not null)
            return new Judgement(0, true, !citesNothing, $"Groundedness: {At(sentence)} states {strange}, which no passage of the evidence holds.");
        if (citesNothing)
            return new Judgement(0.1 * support, invented, false, $"Groundedness: {At(sentence)} cites what is not among the evidence.");
        return new Judgement(0.4 * support, invented, true, invented ? $"Groundedness: {At(sentence)} is found nowhere in the evidence." : null);
    }

    private static string At(DraftSentence sentence) => FormattableString.Invariant($"line {sentence.Line}, {sentence.Quote},");

    // A number or name that neither the evidence nor the task holds.
    private static string? Unknown(DraftReading reading, DraftSentence sentence)
    {
        foreach (var number in sentence.Numbers)
        {
            if (!reading.TaskNumbers.Contains(number) && !reading.Evidence.HoldsNumber(number))
                return $"the number {number}";
        }

        foreach (var (term, word) in sentence.Names)
        {
            if (!reading.Evidence.Holds(term) && !reading.Topic.IsTaskTerm(term))
                return $"the name {word}";
        }

        return null;
    }

    private static string? Missing(EvidenceReading evidence, DraftSentence sentence, int[] cited)
    {
        foreach (var number in sentence.Numbers)
        {
            if (!cited.Any(passage => evidence.Passages[passage].Numbers.Contains(number)) && evidence.HoldsNumber(number))
                return $"the number {number}";
        }

        foreach (var (term, word) in sentence.Names)
        {
            if (!cited.Any(passage => evidence.Passages[passage].Holds(term)) && evidence.Holds(term) && evidence.Rarity(term) > 0.3)
                return $"the name {word}";
        }

        return null;
    }

    private static int Unseen(EvidenceReading evidence, DraftSentence sentence) =>
        sentence.Terms.Count(term => !evidence.Holds(term) && !sentence.IsGeneric(term));

    // Citation number → passages. The draft's own list decides; without one, passage i is number i + 1.
    private static Dictionary<int, int[]> Resolve(DraftReading reading)
    {
        var resolved = new Dictionary<int, int[]>();
        var entries = reading.Sources.Entries;
        if (entries.Count == 0)
        {
            for (var i = 0; i < reading.Evidence.Passages.Count; i++)
                resolved[i + 1] = [i];
            return resolved;
        }

        foreach (var entry in entries)
            resolved.TryAdd(entry.Number, [.. reading.Evidence.At(entry.Location, entry.StartLine, entry.EndLine)]);
        return resolved;
    }

    // Block → what is cited in it: a citation stands for the paragraph around it, if the paragraph says what the source says.
    private static Dictionary<int, int[]> Covers(DraftReading reading) =>
        reading.Sentences
            .Where(sentence => sentence.Citations.Count > 0)
            .GroupBy(sentence => sentence.Block)
            .ToDictionary(block => block.Key, block => block.SelectMany(sentence => sentence.Citations).Distinct().ToArray());

    /// <summary>What is thought of one sentence.</summary>
    /// <param name="Credit">0 to 1.</param>
    /// <param name="IsInvention">Its matter is nowhere in the evidence.</param>
    /// <param name="IsUncited">Nothing is cited for it.</param>
    /// <param name="Issue">What is wrong, or null.</param>
    private sealed record Judgement(double Credit, bool IsInvention, bool IsUncited, string? Issue);
}
