using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Verification;

/// <summary>The harness's rubric: dimensions, weights, threshold. Immutable and thread-safe.</summary>
public sealed class Rubric
{
    /// <summary>How far above its measured value a judge may put a dimension.</summary>
    public const double JudgeHeadroom = 2.0;

    /// <summary>A round with a dimension below this does not pass, whatever the others make of the mean.</summary>
    public const double DimensionFloor = 5.0;

    private readonly VerifySpec _spec;

    /// <summary>The rubric of a harness.</summary>
    public Rubric(VerifySpec spec) => _spec = spec;

    /// <summary>The dimensions in order.</summary>
    public IEnumerable<string> Dimensions => _spec.Weights.Keys;

    /// <summary>Score at which a round passes.</summary>
    public double Threshold => _spec.Threshold;

    /// <summary>
    /// The weighted mean of the dimensions over the weights' sum, to two decimals; null when a dimension has no score.
    /// </summary>
    public double? Composite(IReadOnlyDictionary<string, double?> dimensions)
    {
        var sum = 0.0;
        var weights = 0.0;
        foreach (var (name, weight) in _spec.Weights)
        {
            if (dimensions.GetValueOrDefault(name) is not { } score)
                return null;
            sum += weight * score;
            weights += weight;
        }

        return weights > 0 ? Math.Round(sum / weights, 2, MidpointRounding.AwayFromZero) : null;
    }

    /// <summary>
    /// Whether a round is good enough: the composite reaches the threshold (the harness's), and no weighted dimension lies below
    /// <see cref="DimensionFloor"/> (or the threshold, where that is lower): a well-written text without sources does not pass on its style.
    /// </summary>
    public bool Passes(double? composite, IReadOnlyDictionary<string, double?> dimensions) =>
        composite >= Threshold && _spec.Weights.All(pair => pair.Value <= 0 || dimensions.GetValueOrDefault(pair.Key) >= Math.Min(DimensionFloor, Threshold));

    /// <summary>What a dimension comes to: the judge's score, but never more than <see cref="JudgeHeadroom"/> above what was measured.</summary>
    public static double Combine(double measured, double judged) => Math.Min(judged, Math.Min(measured + JudgeHeadroom, 10));
}
