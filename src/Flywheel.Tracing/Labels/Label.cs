using System.Text.Json;

namespace Flywheel.Tracing.Labels;

/// <summary>What a person or a program said of a run afterwards: a line of <c>labels.jsonl</c>. Immutable and thread-safe.</summary>
public sealed record Label
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>What is said, for example <c>outcome</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Any JSON value; null takes the label back.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Who said it.</summary>
    public string? Actor { get; init; }

    /// <summary>When; assigned when the label is logged.</summary>
    public DateTimeOffset Timestamp { get; init; }
}
