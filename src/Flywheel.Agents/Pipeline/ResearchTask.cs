using Flywheel.Agents.Prompts;
using Flywheel.Agents.Search;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Pipeline;

/// <summary>A task and all it is done with. Immutable.</summary>
public sealed record ResearchTask
{
    /// <summary>The task, without skill words.</summary>
    public required string Task { get; init; }

    /// <summary>The harness in effect.</summary>
    public required HarnessSpec Harness { get; init; }

    /// <summary>Writes and revises.</summary>
    public required ModelRole Producer { get; init; }

    /// <summary>Judges.</summary>
    public required ModelRole Evaluator { get; init; }

    /// <summary>Plans, asks and condenses.</summary>
    public required ModelRole Planner { get; init; }

    /// <summary>Where to look things up.</summary>
    public required ISearchProvider Search { get; init; }

    /// <summary>Remembers research between runs; null to search every time.</summary>
    public ResearchCache? ResearchCache { get; init; }

    /// <summary>Where the user wants the output, absolute; null for the workspace's <c>outputs/</c>.</summary>
    public string? OutputPath { get; init; }

    /// <summary>Skills asked for by name.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>Whether the draft is verified.</summary>
    public VerifyMode Verification { get; init; } = VerifyMode.On;

    /// <summary>Whether memories are read and written.</summary>
    public MemoryUse Memory { get; init; } = MemoryUse.On;
}

/// <summary>Whether a draft is verified.</summary>
public enum VerifyMode
{
    /// <summary>Evaluate and revise.</summary>
    On,

    /// <summary>Deliver the first draft; the record says so.</summary>
    Off,
}

/// <summary>Whether memories are read and written.</summary>
public enum MemoryUse
{
    /// <summary>As the harness says.</summary>
    On,

    /// <summary>Neither.</summary>
    Off,
}
