namespace Flywheel.Harness.Canaries;

/// <summary>How a canary is judged. Immutable and thread-safe.</summary>
public sealed record CanaryOptions
{
    /// <summary>Runs each side needs before anything is said.</summary>
    public int MinRuns { get; init; } = 20;

    /// <summary>Runs of the canary by which non-inferiority must be shown.</summary>
    public int DecideAt { get; init; } = 200;

    /// <summary>How much lower the pass rate may be, 0 to 1.</summary>
    public double PassRateMargin { get; init; } = 0.05;

    /// <summary>How much lower the mean score may be, 0 to 10.</summary>
    public double ScoreMargin { get; init; } = 0.3;

    /// <summary>How many times as much a run may cost.</summary>
    public double CostRatio { get; init; } = 1.25;

    /// <summary>How many times as long a run may take.</summary>
    public double DurationRatio { get; init; } = 1.25;

    /// <summary>The two-sided confidence with which non-inferiority is shown.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The two-sided confidence with which harm is found early; higher, because one looks often.</summary>
    public double EarlyConfidence { get; init; } = 0.99;

    /// <summary>The seed of the bootstrap.</summary>
    public int Seed { get; init; } = 20260101;
}
