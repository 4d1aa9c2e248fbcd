using Flywheel.Harness.Obedience;
using Flywheel.Harness.Runs;

namespace Flywheel.Harness.Linting;

/// <summary>Finds rules with a directive that many runs never put to the test. A rule of words alone is put to the test by nobody. Thread-safe.</summary>
internal static class RuleUse
{
    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        var runs = context.Runs.Where(run => run.Counts && run.Harness == context.Spec.Name).ToList();
        if (runs.Count < context.Options.MinRuns)
            yield break;
        var table = RuleObedience.TableOf(runs, context.Spec.Name, [.. context.Spec.Rules.Select(rule => rule.Id)]).Rules.ToDictionary(row => row.Rule, StringComparer.Ordinal);
        foreach (var rule in context.Spec.Rules.Where(rule => rule.Directive is not null && table[rule.Id].Exercised == 0))
        {
            var known = runs.Count(run => run.RuleResults.ContainsKey(rule.Id));
            if (known >= context.Options.MinRuns)
                yield return new LintFinding(LintRules.Unexercised, [rule.Id], FormattableString.Invariant($"'{rule.Id}' was not put to the test by any of {known} runs. Remove it, or add a task that needs it."), context.LineOf(rule));
        }
    }

    /// <summary>Runs, newest first, since a rule was last put to the test; all of them when it never was.</summary>
    public static int RunsSinceUse(IReadOnlyList<RunFact> runs, string harness, string rule)
    {
        var since = 0;
        for (var i = runs.Count - 1; i >= 0; i--)
        {
            if (!runs[i].Counts || runs[i].Harness != harness)
                continue;
            if (runs[i].RuleResults.GetValueOrDefault(rule) is "obeyed" or "violated")
                return since;
            since++;
        }

        return since;
    }
}
