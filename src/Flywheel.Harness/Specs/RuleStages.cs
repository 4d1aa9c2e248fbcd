namespace Flywheel.Harness.Specs;

/// <summary>The stages a rule can belong to, in the order in which a run goes through them.</summary>
public static class RuleStages
{
    /// <summary>The planner.</summary>
    public const string Plan = "plan";

    /// <summary>The research loop's queries and selection.</summary>
    public const string Research = "research";

    /// <summary>Tool calls, and the system message of harnesses of kind <c>tools</c>.</summary>
    public const string Tools = "tools";

    /// <summary>Writing the document.</summary>
    public const string Synthesis = "synthesis";

    /// <summary>Judging the document.</summary>
    public const string Evaluate = "evaluate";

    /// <summary>Rewriting the document.</summary>
    public const string Revise = "revise";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Plan, Research, Tools, Synthesis, Evaluate, Revise];
}
