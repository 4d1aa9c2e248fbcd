namespace Flywheel.Harness.Linting;

/// <summary>Finds a parent without a version: the harness changes when its parent does. Thread-safe.</summary>
internal static class ParentPins
{
    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        if (context.Spec.Extends is { } parent && !parent.Contains('@', StringComparison.Ordinal))
            yield return new LintFinding(LintRules.UnpinnedParent, ["extends"], $"'{parent}' is extended without a version, so that this harness changes when it does. Write {parent}@N.", context.LineOf("extends"));
    }
}
