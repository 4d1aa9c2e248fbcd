using Flywheel.Harness.Statistics;

namespace Flywheel.Harness.Canaries;

/// <summary>How a canary does beside production. Immutable and thread-safe.</summary>
/// <param name="Harness">The harness.</param>
/// <param name="Since">Runs from here on are compared: the moment both sides were there.</param>
/// <param name="Production">What everyone runs.</param>
/// <param name="Canary">What a share of tasks runs.</param>
/// <param name="Comparisons">Pass rate, score, cost, duration.</param>
/// <param name="Verdict">What follows.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record CanaryReport(string Harness, DateTimeOffset Since, CanaryArm Production, CanaryArm Canary, IReadOnlyList<CanaryComparison> Comparisons, CanaryVerdict Verdict, string Reason);

/// <summary>One side.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Runs">Its runs that count.</param>
/// <param name="Passed">Those that passed.</param>
/// <param name="PassRate">Their share, with its Wilson interval.</param>
/// <param name="MeanScore">The mean score, or NaN.</param>
/// <param name="MeanCostUsd">The mean cost, or NaN.</param>
/// <param name="MeanDurationSeconds">The mean duration, or NaN.</param>
public sealed record CanaryArm(int Version, int Runs, int Passed, Interval PassRate, double MeanScore, double MeanCostUsd, double MeanDurationSeconds);

/// <summary>One figure of both sides.</summary>
/// <param name="Metric"><c>pass_rate</c>, <c>score</c> (differences) or <c>cost_usd</c>, <c>duration_s</c> (ratios).</param>
/// <param name="Effect">Canary against production.</param>
/// <param name="Bound">The value beyond which it counts as worse.</param>
/// <param name="Verdict">What follows for this figure.</param>
public sealed record CanaryComparison(string Metric, Interval Effect, double Bound, CanaryVerdict Verdict);

/// <summary>What is known about a canary.</summary>
public enum CanaryVerdict
{
    /// <summary>Not enough runs to say.</summary>
    Undecided,

    /// <summary>It is no worse than the margins allow.</summary>
    NonInferior,

    /// <summary>It is worse than a margin allows.</summary>
    Inferior,

    /// <summary>There were enough runs, and that it is no worse could not be shown.</summary>
    NotShown,
}
