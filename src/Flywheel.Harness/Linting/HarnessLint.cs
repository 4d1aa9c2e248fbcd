using Flywheel.Harness.Assembly;

namespace Flywheel.Harness.Linting;

/// <summary>
/// Looks for what makes a harness worse without making it invalid: rules that contradict or repeat each other, rules nobody needs, words that work
/// against the directives, prompts that grow. It reads wording by its terms and negations, not by meaning: it finds the usual forms, not all. Thread-safe.
/// </summary>
public static class HarnessLint
{
    private static readonly Func<LintContext, IEnumerable<LintFinding>>[] Lints =
    [
        RuleConflicts.Find,
        RuleRepeats.Find,
        InstructionConflicts.Find,
        RuleUse.Find,
        EvidenceAge.Find,
        PromptCost.Find,
        PatchPile.Find,
        ToolNames.Find,
        ParentPins.Find,
    ];

    /// <summary>Everything that was found.</summary>
    public static LintReport Check(LintContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var findings = Lints.SelectMany(lint => lint(context)).OrderBy(finding => finding.Line).ThenBy(finding => finding.Lint, StringComparer.Ordinal);
        return new LintReport([.. findings], RuleAssembly.All(context.Spec));
    }
}
