using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Linting;

/// <summary>Finds stages on which patches pile up: rules that answer single failures, where the instruction should be thought over. Thread-safe.</summary>
internal static class PatchPile
{
    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        var patches = context.Spec.Rules.Where(IsPatch).ToList();
        foreach (var stage in patches.GroupBy(rule => rule.Stage, StringComparer.Ordinal))
        {
            var count = stage.Count();
            if (count >= context.Options.Patches && 2 * count > patches.Count)
                yield return new LintFinding(LintRules.PiledPatches, [stage.Key], FormattableString.Invariant($"{count} of {patches.Count} patches are on the stage {stage.Key}. Rewrite its instruction so that it covers them, and gate the rewrite against them."), context.LineOf(stage.Last()));
        }
    }

    private static bool IsPatch(OperatingRule rule) => rule.Evidence is { } evidence && (evidence.Pattern.Length > 0 || evidence.Gate is not null || evidence.AddedIn > 1);
}
