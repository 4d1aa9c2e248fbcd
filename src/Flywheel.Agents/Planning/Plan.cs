using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Planning;

/// <summary>How a task is to be done. Immutable and thread-safe.</summary>
public sealed record Plan
{
    /// <summary>What kind of document is asked for.</summary>
    public required TaskType TaskType { get; init; }

    /// <summary>How far it reaches.</summary>
    public Complexity Complexity { get; init; } = Complexity.Medium;

    /// <summary>Exact number of content sections, or null.</summary>
    public int? ExpectedSections { get; init; }

    /// <summary>At least one query.</summary>
    public required IReadOnlyList<string> SearchQueries { get; init; }

    /// <summary>What memory says of earlier work; may be empty.</summary>
    public string PriorWork { get; init; } = "";

    /// <summary>A hint for the writer; may be empty.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Parts of a compound task.</summary>
    public IReadOnlyList<string> Subtasks { get; init; } = [];

    /// <summary>What the model believes to know; not verified.</summary>
    public IReadOnlyList<string> KnownFacts { get; init; } = [];

    /// <summary>What is missing.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    /// <summary>Why the planner's answer was not used as it was, or null.</summary>
    public string? Fallback { get; init; }
}

/// <summary>How far a task reaches.</summary>
public enum Complexity
{
    /// <summary>A lookup.</summary>
    Low,

    /// <summary>The usual.</summary>
    Medium,

    /// <summary>A synthesis over several domains.</summary>
    High,
}
