using Flywheel.Harness.Runs;
using Flywheel.Harness.Statistics;

namespace Flywheel.Harness.Obedience;

/// <summary>How often a rule of one version of one harness was obeyed. Immutable and thread-safe.</summary>
/// <param name="Harness">The harness.</param>
/// <param name="Version">The version, or null for a working copy or built-in harness.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Obeyed">Runs in which it was obeyed.</param>
/// <param name="Violated">Runs in which it was violated.</param>
/// <param name="Skipped">Runs in which it was not looked at.</param>
/// <param name="NotApplicable">Runs in which there was nothing it could apply to.</param>
public sealed record RuleObedience(string Harness, int? Version, string Rule, int Obeyed, int Violated, int Skipped, int NotApplicable)
{
    /// <summary>Runs in which it was put to the test.</summary>
    public int Exercised => Obeyed + Violated;

    /// <summary>The share of runs, of those that put it to the test, in which it was obeyed, with its Wilson interval.</summary>
    public Interval Rate => Proportion.Wilson(Obeyed, Exercised);

    /// <summary>
    /// The counts of every rule in every version of every harness that runs name, ordered by harness, version and rule. Trials and parts of other runs
    /// are left out.
    /// </summary>
    public static IReadOnlyList<RuleObedience> Of(IEnumerable<RunFact> runs)
    {
        var counts = new Dictionary<(string Harness, int? Version, string Rule), int[]>();
        foreach (var run in runs.Where(run => run.Counts && run.Harness.Length > 0))
        {
            foreach (var (rule, result) in run.RuleResults)
            {
                if (!counts.TryGetValue((run.Harness, run.Version, rule), out var count))
                    counts[(run.Harness, run.Version, rule)] = count = new int[4];
                if (IndexOf(result) is { } index)
                    count[index]++;
            }
        }

        return
        [
            .. counts
                .Select(entry => new RuleObedience(entry.Key.Harness, entry.Key.Version, entry.Key.Rule, entry.Value[0], entry.Value[1], entry.Value[2], entry.Value[3]))
                .OrderBy(row => row.Harness, StringComparer.Ordinal)
                .ThenBy(row => row.Version ?? 0)
                .ThenBy(row => row.Rule, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The same for one harness, over all its versions together and per version, with a row of zeros for each rule that no run named.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="harness">The harness.</param>
    /// <param name="rules">The rules it has.</param>
    public static RuleTable TableOf(IEnumerable<RunFact> runs, string harness, IReadOnlyList<string> rules)
    {
        var byVersion = Of(runs.Where(run => run.Harness == harness));
        var total = byVersion
            .GroupBy(row => row.Rule, StringComparer.Ordinal)
            .Select(rows => new RuleObedience(harness, null, rows.Key, rows.Sum(row => row.Obeyed), rows.Sum(row => row.Violated), rows.Sum(row => row.Skipped), rows.Sum(row => row.NotApplicable)))
            .ToDictionary(row => row.Rule, StringComparer.Ordinal);
        return new RuleTable(
            [.. rules.Select(rule => total.GetValueOrDefault(rule) ?? new RuleObedience(harness, null, rule, 0, 0, 0, 0))],
            [.. total.Values.Where(row => !rules.Contains(row.Rule, StringComparer.Ordinal)).OrderBy(row => row.Rule, StringComparer.Ordinal)],
            byVersion);
    }

    private static int? IndexOf(string result) => result switch
    {
        "obeyed" => 0,
        "violated" => 1,
        "skipped" => 2,
        "not_applicable" => 3,
        _ => null,
    };
}

/// <summary>The rules of a harness and how they fared.</summary>
/// <param name="Rules">One row per rule the harness has, in its order, over all versions.</param>
/// <param name="Gone">Rules that runs name and the harness no longer has.</param>
/// <param name="ByVersion">One row per version and rule.</param>
public sealed record RuleTable(IReadOnlyList<RuleObedience> Rules, IReadOnlyList<RuleObedience> Gone, IReadOnlyList<RuleObedience> ByVersion);
