namespace Flywheel.Agents.Memory;

/// <summary>What a finished run left to be remembered. Immutable and thread-safe.</summary>
/// <remarks>A field that a line of the log leaves out arrives as null from the reader, and is empty here.</remarks>
public sealed record MemoryEntry
{
    /// <summary>Unique.</summary>
    public required string Id { get; init; }

    /// <summary>The run it is from, or null.</summary>
    public string? RunId { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The run's task.</summary>
    public string Task { get; init => field = value ?? ""; } = "";

    /// <summary>The run's task type.</summary>
    public string? TaskType { get; init; }

    /// <summary>At most 80 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Two or three sentences.</summary>
    public string Narrative { get; init => field = value ?? ""; } = "";

    /// <summary>Single facts.</summary>
    public IReadOnlyList<string> Facts { get; init => field = value ?? []; } = [];

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    /// <summary>Score of the run's output, 0–10, or null.</summary>
    public double? FinalScore { get; init; }

    /// <summary>How the run ended, or null.</summary>
    public string? Final { get; init; }

    /// <summary>People's rating, −3 to +3.</summary>
    public int Quality { get; init; }

    /// <summary>Everything it can be found by.</summary>
    internal string SearchText => string.Join('\n', [Title, Narrative, Task, .. Facts, .. Tags]);
}
