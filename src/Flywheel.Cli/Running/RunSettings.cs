namespace Flywheel.Cli.Running;

/// <summary>What the command line of <c>run</c> asks for, as it was written. Immutable.</summary>
internal sealed record RunSettings
{
    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>Folders to search.</summary>
    public IReadOnlyList<string> Corpus { get; init; } = [];

    /// <summary>The harness, or null.</summary>
    public string? Harness { get; init; }

    /// <summary>The model of every role, or null.</summary>
    public string? Model { get; init; }

    /// <summary>The evaluator, or null.</summary>
    public string? Evaluator { get; init; }

    /// <summary>The planner, or null.</summary>
    public string? Planner { get; init; }

    /// <summary>Where the output goes, or null.</summary>
    public string? Out { get; init; }

    /// <summary>The session, or null.</summary>
    public string? Session { get; init; }

    /// <summary>Skills by name.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>Human hours, or null.</summary>
    public string? TacHours { get; init; }

    /// <summary>Whether verification is off.</summary>
    public bool NoVerify { get; init; }

    /// <summary>Whether memory is off.</summary>
    public bool NoMemory { get; init; }
}
