using Flywheel.Harness.Assembly;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Runs;
using Flywheel.Harness.Specs;
using Flywheel.Harness.Statistics;

namespace Flywheel.Harness.Variants;

/// <summary>How the harnesses of several agents diverge. Immutable and thread-safe.</summary>
/// <param name="Variants">The harnesses, in the order they were named.</param>
/// <param name="Shared">Rules that every variant has, in the same words and with the same directive.</param>
/// <param name="Partial">Rules that some variants have and others miss.</param>
/// <param name="Differing">Rules that variants have under one id and in different words.</param>
/// <param name="Scores">Mean scores by type of task, with the gap between the best and the worst variant.</param>
public sealed record VariantComparison(
    IReadOnlyList<VariantSummary> Variants,
    IReadOnlyList<string> Shared,
    IReadOnlyList<PartialRule> Partial,
    IReadOnlyList<string> Differing,
    IReadOnlyList<TaskTypeScores> Scores)
{
    /// <summary>Compares harnesses and the runs they made.</summary>
    /// <param name="harnesses">At least two.</param>
    /// <param name="runs">The runs; those of other harnesses, trials and parts of runs are left out.</param>
    /// <exception cref="HarnessException">Fewer than two harnesses, or one named twice.</exception>
    public static VariantComparison Of(IReadOnlyList<LoadedHarness> harnesses, IEnumerable<RunFact> runs)
    {
        ArgumentNullException.ThrowIfNull(harnesses);
        ArgumentNullException.ThrowIfNull(runs);
        var names = harnesses.Select(harness => harness.Spec.Name).ToList();
        if (names.Count < 2 || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            throw new HarnessException("A comparison needs at least two harnesses with different names.");
        var counted = runs.Where(run => run.Counts && names.Contains(run.Harness, StringComparer.Ordinal)).ToList();
        var rules = harnesses.SelectMany(harness => harness.Spec.Rules.Select(rule => (harness.Spec.Name, Rule: rule))).GroupBy(entry => entry.Rule.Id, StringComparer.Ordinal).ToList();
        return new VariantComparison(
            [.. harnesses.Select(harness => Summary(harness, counted))],
            [.. rules.Where(rule => rule.Count() == names.Count && IsOne(rule.Select(entry => entry.Rule))).Select(rule => rule.Key)],
            [.. rules.Where(rule => rule.Count() < names.Count).Select(rule => PartialOf(rule.Key, rule.Select(entry => entry.Name), harnesses, rule.First().Rule))],
            [.. rules.Where(rule => rule.Count() > 1 && !IsOne(rule.Select(entry => entry.Rule))).Select(rule => rule.Key)],
            ScoresOf(names, counted));
    }

    private static bool IsOne(IEnumerable<OperatingRule> rules) => rules.Select(rule => (rule.Stage, rule.Text, rule.Directive)).Distinct().Count() == 1;

    // The same words under another id are the same rule to a model.
    private static PartialRule PartialOf(string id, IEnumerable<string> having, IReadOnlyList<LoadedHarness> harnesses, OperatingRule rule)
    {
        var have = having.ToList();
        var under = harnesses
            .Where(harness => !have.Contains(harness.Spec.Name, StringComparer.Ordinal))
            .Select(harness => (harness.Spec.Name, Same: harness.Spec.Rules.FirstOrDefault(other => other.Stage == rule.Stage && IsSame(other, rule))))
            .ToList();
        return new PartialRule(
            id,
            have,
            [.. under.Where(entry => entry.Same is null).Select(entry => entry.Name)],
            under.Where(entry => entry.Same is not null).ToDictionary(entry => entry.Name, entry => entry.Same!.Id, StringComparer.Ordinal));
    }

    private static bool IsSame(OperatingRule one, OperatingRule other) =>
        one.Directive is not null && one.Directive == other.Directive || string.Equals(one.Text, other.Text, StringComparison.OrdinalIgnoreCase);

    private static VariantSummary Summary(LoadedHarness harness, List<RunFact> runs)
    {
        var own = runs.Where(run => run.Harness == harness.Spec.Name).ToList();
        var judged = own.Where(run => run.CountsInPassRate).ToList();
        return new VariantSummary(
            harness.Spec.Name,
            harness.Hash.ToString(),
            harness.Spec.Rules.Count,
            RuleAssembly.All(harness.Spec),
            own.Count,
            Proportion.Wilson(judged.Count(run => run.Final == "PASS"), judged.Count),
            own.Select(run => run.CostUsd).OfType<double>().DefaultIfEmpty(double.NaN).Average());
    }

    private static List<TaskTypeScores> ScoresOf(List<string> names, List<RunFact> runs)
    {
        var scored = runs.Where(run => run.FinalScore is not null && run.Verified).GroupBy(run => run.TaskType, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        var rows = new List<TaskTypeScores>();
        foreach (var type in scored)
        {
            var means = new Dictionary<string, VariantScore>(StringComparer.Ordinal);
            foreach (var name in names)
            {
                double[] scores = [.. type.Where(run => run.Harness == name).Select(run => run.FinalScore!.Value)];
                if (scores.Length > 0)
                    means[name] = new VariantScore(scores.Length, scores.Average());
            }

            var (best, worst) = (means.MaxBy(mean => mean.Value.Mean).Key, means.MinBy(mean => mean.Value.Mean).Key);
            double[] Of(string name) => [.. type.Where(run => run.Harness == name).Select(run => run.FinalScore!.Value)];
            rows.Add(new TaskTypeScores(type.Key, means, best, worst, means.Count > 1 ? Means.Difference(Of(worst), Of(best)) : Interval.Unknown));
        }

        return rows;
    }
}

/// <summary>One harness of a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">Its identity.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Stages">What each place of the pipeline is told, with its cost in tokens.</param>
/// <param name="Runs">Its runs.</param>
/// <param name="PassRate">Their pass rate with its Wilson interval.</param>
/// <param name="MeanCostUsd">What a run costs on average, or NaN.</param>
public sealed record VariantSummary(string Name, string Hash, int Rules, IReadOnlyList<StageInstructions> Stages, int Runs, Interval PassRate, double MeanCostUsd);

/// <summary>A rule that not every variant has.</summary>
/// <param name="Id">The rule.</param>
/// <param name="In">Variants that have it.</param>
/// <param name="MissingIn">Variants that miss it.</param>
/// <param name="UnderOtherId">Variants that have the same words or directive under another id.</param>
public sealed record PartialRule(string Id, IReadOnlyList<string> In, IReadOnlyList<string> MissingIn, IReadOnlyDictionary<string, string> UnderOtherId);

/// <summary>The scores of one type of task.</summary>
/// <param name="TaskType">The type.</param>
/// <param name="Variants">Runs and mean score of each variant that has runs.</param>
/// <param name="Best">The variant with the highest mean.</param>
/// <param name="Worst">The variant with the lowest mean.</param>
/// <param name="Gap">Best minus worst, with Welch's interval; unknown with too few runs.</param>
public sealed record TaskTypeScores(string TaskType, IReadOnlyDictionary<string, VariantScore> Variants, string Best, string Worst, Interval Gap);

/// <summary>The score of a variant.</summary>
/// <param name="Runs">Runs with a score.</param>
/// <param name="Mean">Their mean, 0 to 10.</param>
public readonly record struct VariantScore(int Runs, double Mean);
