namespace Flywheel.Agents.Measures;

/// <summary>
/// Measures a draft in the rubric's six dimensions without a model: what can be computed is not asked of a judge. Deterministic,
/// culture-invariant and thread-safe; time is linear in the draft and its evidence. What each score means: docs/measures.md.
/// </summary>
public static class DocumentMeasures
{
    /// <summary>The measured dimensions, in the rubric's order.</summary>
    public static IReadOnlyList<string> Dimensions { get; } =
        [Relevance.Dimension, Completeness.Dimension, Depth.Dimension, Groundedness.Dimension, Specificity.Dimension, Structure.Dimension];

    // A long draft has the same fault many times over; a reader, and a model that is to repair it, needs the first of them.
    private const int MostIssues = 40;

    /// <summary>
    /// One measurement per dimension, in the order of <see cref="Dimensions"/>. Of more than 40 issues of a dimension the first 40 are
    /// named and the others counted.
    /// </summary>
    public static IReadOnlyList<Measurement> Measure(DraftUnderTest draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var reading = DraftReading.Of(draft);
        Measurement[] measurements =
        [
            Relevance.Measure(reading),
            Completeness.Measure(reading),
            Depth.Measure(reading),
            Groundedness.Measure(reading),
            Specificity.Measure(reading),
            Structure.Measure(reading),
        ];
        return Array.ConvertAll(measurements, Shortened);
    }

    private static Measurement Shortened(Measurement measurement)
    {
        var more = measurement.Issues.Count - MostIssues;
        return more <= 0 ? measurement : measurement with
        {
            Issues =
            [
                .. measurement.Issues.Take(MostIssues),
                FormattableString.Invariant($"{char.ToUpperInvariant(measurement.Dimension[0])}{measurement.Dimension[1..]}: {more} more issues like these."),
            ],
        };
    }

    /// <summary>
    /// The weighted mean of <paramref name="measurements"/>, 0–10, to the nearest 0.1. Weights are relative to the sum of those whose
    /// dimension was measured; a measured dimension without a weight does not count. 0 when no weight applies.
    /// </summary>
    public static double Composite(IEnumerable<Measurement> measurements, IReadOnlyDictionary<string, double> weights)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        ArgumentNullException.ThrowIfNull(weights);
        double sum = 0, total = 0;
        foreach (var measurement in measurements)
        {
            if (!weights.TryGetValue(measurement.Dimension, out var weight))
                continue;
            sum += weight * measurement.Score;
            total += weight;
        }

        return total > 0 ? Score.Quantise(sum / total) : 0;
    }
}
