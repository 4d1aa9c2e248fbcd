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
}
