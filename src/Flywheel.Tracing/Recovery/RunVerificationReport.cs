using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flywheel.Tracing.Recovery;

/// <summary>What a check of all runs found; the output of <c>runs verify --json</c>. Immutable and thread-safe.</summary>
public sealed record RunVerificationReport
{
    /// <summary>Records in the log.</summary>
    public int Records { get; init; }

    /// <summary>Lines of the log that are no records.</summary>
    public IReadOnlyList<UnreadableLine> InvalidLines { get; init; } = [];

    /// <summary>Whether the last line has no line break: a crash tore it, and the next append closes it.</summary>
    public bool TornTail { get; init; }

    /// <summary>Runs whose process died and that wait for <c>runs recover</c>.</summary>
    public IReadOnlyList<string> OpenJournals { get; init; } = [];

    /// <summary>Runs that are alive.</summary>
    public IReadOnlyList<string> StillRunning { get; init; } = [];

    /// <summary>Runs with more than one record.</summary>
    public IReadOnlyList<string> DuplicateRunIds { get; init; } = [];

    /// <summary>Texts that records or steps speak of and that are gone or changed.</summary>
    public IReadOnlyList<MissingBlob> MissingBlobs { get; init; } = [];

    /// <summary>Step files that are gone or shorter than their record says.</summary>
    public IReadOnlyList<MissingFile> MissingSteps { get; init; } = [];

    /// <summary>Traces that are gone, and unfinished ones that no journal speaks of.</summary>
    public IReadOnlyList<MissingFile> MissingTraces { get; init; } = [];

    /// <summary>Delivered files that are gone or are no longer what was delivered; a file that a later run delivered again is judged by that run.</summary>
    public IReadOnlyList<MissingFile> OutputChanged { get; init; } = [];

    /// <summary>Runs that passed with an empty output.</summary>
    public IReadOnlyList<string> EmptyPass { get; init; } = [];

    /// <summary>Whether everything is as it should be, or explained.</summary>
    public bool Ok { get; init; }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecoveryJson.Default.RunVerificationReport);
}

/// <summary>A line of the log that is no record.</summary>
/// <param name="Offset">Byte offset of the line.</param>
/// <param name="Reason">Why, for a person.</param>
/// <param name="Explained">Whether nothing is lost by it: the run it began to speak of has its whole record elsewhere.</param>
public sealed record UnreadableLine(long Offset, string Reason, bool Explained);

/// <summary>A text that is not as it was written.</summary>
/// <param name="RunId">The run that speaks of it.</param>
/// <param name="Blob">The blob.</param>
/// <param name="Reason"><c>missing</c> or <c>changed</c>, and where it is spoken of.</param>
public sealed record MissingBlob(string RunId, string Blob, string Reason);

/// <summary>A file that is not as it was written.</summary>
/// <param name="RunId">The run it belongs to.</param>
/// <param name="Path">The file, as records hold it.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record MissingFile(string RunId, string Path, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = false)]
[JsonSerializable(typeof(RunVerificationReport))]
[JsonSerializable(typeof(RecoveryReport))]
internal sealed partial class RecoveryJson : JsonSerializerContext;
