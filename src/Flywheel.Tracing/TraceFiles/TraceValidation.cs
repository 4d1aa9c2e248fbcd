using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>What a check of a trace file found; the output of <c>trace validate --json</c>. Immutable and thread-safe.</summary>
public sealed record TraceValidation
{
    /// <summary>Whether there is no error.</summary>
    public bool Ok => Errors.Count == 0;

    /// <summary>What is wrong: at most a hundred.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>What is odd.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Events of any kind.</summary>
    public int Events { get; init; }

    /// <summary>Spans.</summary>
    public int Spans { get; init; }

    /// <summary>The lanes' names.</summary>
    public IReadOnlyList<string> Lanes { get; init; } = [];

    /// <summary>Length of the run, or null when the file has no <c>run</c> span.</summary>
    public double? RunMs { get; init; }

    /// <summary>The time of all stages.</summary>
    public double? StagesMs { get; init; }

    /// <summary>The rest: stages and this are the run, exactly.</summary>
    public double? UnattributedMs { get; init; }

    /// <summary>The check as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TraceReportJson.Default.TraceValidation);
}
