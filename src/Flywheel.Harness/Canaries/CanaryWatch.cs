using System.Globalization;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Harness.Runs;
using Flywheel.Harness.Statistics;

namespace Flywheel.Harness.Canaries;

/// <summary>
/// Compares the runs of a canary with those of production since both were there, and takes the canary back when non-inferiority fails. Thread-safe.
/// </summary>
public sealed class CanaryWatch
{
    private readonly HarnessRegistry _registry;
    private readonly CanaryOptions _options;

    /// <summary>Watches the canaries of a registry.</summary>
    public CanaryWatch(HarnessRegistry registry, CanaryOptions options)
    {
        _registry = registry;
        _options = options;
    }

    /// <summary>The comparison.</summary>
    /// <exception cref="HarnessException">There is no canary, or nothing in production to compare it with.</exception>
    public CanaryReport Look(string name, IEnumerable<RunFact> runs)
    {
        var state = _registry.State(name);
        var canary = state.Channel(Channels.Canary) ?? throw new HarnessException($"'{name}' has no canary; start one with: flywheel harness deploy {name}@VERSION --channel canary:10");
        var production = state.Channel(Channels.Production) ?? throw new HarnessException($"Nothing of '{name}' is in production to compare the canary with.");
        var since = canary.Since > production.Since ? canary.Since : production.Since;
        var counted = runs.Where(run => run.Harness == name && run.CountsInPassRate && run.Timestamp >= since).ToList();
        var ours = counted.Where(run => Of(run, canary)).ToList();
        var theirs = counted.Where(run => Of(run, production)).ToList();
        var comparisons = Compare(theirs, ours);
        var (verdict, reason) = Judge(comparisons, theirs.Count, ours.Count);
        return new CanaryReport(name, since, Arm(production, theirs), Arm(canary, ours), comparisons, verdict, reason);
    }

    /// <summary>The comparison; a canary that is worse, or was not shown to be no worse in time, is taken back, with the figures as the reason.</summary>
    /// <returns>The report, and the rollback when there was one.</returns>
    /// <exception cref="HarnessException">As for <see cref="Look"/>.</exception>
    public (CanaryReport Report, RegistryOutcome? Rollback) LookAndRollBack(string name, IEnumerable<RunFact> runs)
    {
        var report = Look(name, runs);
        var fails = report.Verdict is CanaryVerdict.Inferior or CanaryVerdict.NotShown;
        return (report, fails ? _registry.Rollback(name, Channels.Canary, "canary: " + report.Reason) : null);
    }

    private static bool Of(RunFact run, ChannelState held) => run.Channel == held.Channel && run.Version == held.Version && run.Hash == held.Hash;

    private List<CanaryComparison> Compare(List<RunFact> production, List<RunFact> canary)
    {
        var (passedThere, passedHere) = (Passed(production), Passed(canary));
        List<double> Values(List<RunFact> runs, Func<RunFact, double?> value) => [.. runs.Select(value).OfType<double>()];
        var scores = (Values(production, run => run.FinalScore), Values(canary, run => run.FinalScore));
        var costs = (Values(production, run => run.CostUsd), Values(canary, run => run.CostUsd));
        var durations = (Values(production, run => run.DurationSeconds), Values(canary, run => run.DurationSeconds));
        return
        [
            Comparison("pass_rate", -_options.PassRateMargin, higherIsBetter: true, confidence => Proportion.Difference(passedThere, production.Count, passedHere, canary.Count, confidence)),
            Comparison("score", -_options.ScoreMargin, higherIsBetter: true, confidence => Means.Difference(scores.Item1, scores.Item2, confidence)),
            Comparison("cost_usd", _options.CostRatio, higherIsBetter: false, confidence => Means.Ratio(costs.Item1, costs.Item2, new Random(_options.Seed), confidence)),
            Comparison("duration_s", _options.DurationRatio, higherIsBetter: false, confidence => Means.Ratio(durations.Item1, durations.Item2, new Random(_options.Seed), confidence)),
        ];
    }

    private CanaryComparison Comparison(string metric, double bound, bool higherIsBetter, Func<double, Interval> effect)
    {
        var shown = effect(_options.Confidence);
        var early = effect(_options.EarlyConfidence);
        var inferior = higherIsBetter ? early.High < bound : early.Low > bound;
        var nonInferior = higherIsBetter ? shown.Low > bound : shown.High < bound;
        var verdict = inferior ? CanaryVerdict.Inferior : nonInferior ? CanaryVerdict.NonInferior : CanaryVerdict.Undecided;
        return new CanaryComparison(metric, shown, bound, verdict);
    }

    // A figure that no run has (a score, a cost) is no reason for or against.
    private (CanaryVerdict Verdict, string Reason) Judge(List<CanaryComparison> comparisons, int production, int canary)
    {
        if (production < _options.MinRuns || canary < _options.MinRuns)
            return (CanaryVerdict.Undecided, string.Create(CultureInfo.InvariantCulture, $"{canary} runs of the canary and {production} of production; {_options.MinRuns} of each are needed"));
        var known = comparisons.Where(comparison => comparison.Effect.IsKnown).ToList();
        if (known.FirstOrDefault(comparison => comparison.Verdict == CanaryVerdict.Inferior) is { } worse)
            return (CanaryVerdict.Inferior, Describe(worse, "is worse than the margin allows"));
        if (known.FirstOrDefault(comparison => comparison.Verdict == CanaryVerdict.Undecided) is not { } open)
            return (CanaryVerdict.NonInferior, string.Create(CultureInfo.InvariantCulture, $"{canary} runs of the canary are no worse than the margins allow"));
        return canary >= _options.DecideAt
            ? (CanaryVerdict.NotShown, Describe(open, string.Create(CultureInfo.InvariantCulture, $"was not shown to be within its margin by {canary} runs")))
            : (CanaryVerdict.Undecided, Describe(open, "is not settled yet"));
    }

    private static string Describe(CanaryComparison comparison, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{comparison.Metric} {comparison.Effect.Value:0.###} [{comparison.Effect.Low:0.###}, {comparison.Effect.High:0.###}] against {comparison.Bound:0.###} {what}");

    private static CanaryArm Arm(ChannelState held, List<RunFact> runs) => new(
        held.Version,
        runs.Count,
        Passed(runs),
        Proportion.Wilson(Passed(runs), runs.Count),
        Mean(runs, run => run.FinalScore),
        Mean(runs, run => run.CostUsd),
        Mean(runs, run => run.DurationSeconds));

    private static int Passed(List<RunFact> runs) => runs.Count(run => run.Final == "PASS");

    private static double Mean(List<RunFact> runs, Func<RunFact, double?> value) => runs.Select(value).OfType<double>().DefaultIfEmpty(double.NaN).Average();
}
