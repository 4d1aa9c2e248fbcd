namespace Flywheel.Harness.Linting;

/// <summary>The names of what lint looks for.</summary>
public static class LintRules
{
    /// <summary>Two rules that can not both be obeyed, or a rule that a limit of the harness rules out.</summary>
    public const string Contradiction = "contradictory-rules";

    /// <summary>Two rules that say the same, or one that the other already implies.</summary>
    public const string Duplicate = "duplicate-rules";

    /// <summary>A rule that many runs never put to the test.</summary>
    public const string Unexercised = "unexercised-rule";

    /// <summary>A rule whose evidence says that it should have gone by now.</summary>
    public const string Expired = "expired-evidence";

    /// <summary>A rule that costs many tokens in every prompt it stands in.</summary>
    public const string CostlyRule = "costly-rule";

    /// <summary>A stage whose instructions cost many tokens.</summary>
    public const string CostlyStage = "costly-stage";

    /// <summary>An instruction that asks for what a directive forbids.</summary>
    public const string InstructionAgainstDirective = "instruction-against-directive";

    /// <summary>Many rules added as patches to one stage.</summary>
    public const string PiledPatches = "piled-patches";

    /// <summary>A rule about a tool that the harness does not have.</summary>
    public const string UnknownTool = "unknown-tool";

    /// <summary>A parent without a version.</summary>
    public const string UnpinnedParent = "unpinned-parent";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Contradiction, Duplicate, Unexercised, Expired, CostlyRule, CostlyStage, InstructionAgainstDirective, PiledPatches, UnknownTool, UnpinnedParent];
}
