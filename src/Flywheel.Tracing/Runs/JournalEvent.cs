using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Json;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Steps;

namespace Flywheel.Tracing.Runs;

/// <summary>
/// A line of a journal after the first. Applying the lines of a journal in order gives the state of the run, live and in recovery alike.
/// </summary>
internal sealed record JournalEvent
{
    public required DateTimeOffset T { get; init; }

    /// <summary><c>stage</c>, <c>usage</c>, <c>step</c>, <c>tool</c>, <c>draft</c>, <c>round</c>, <c>set</c> or <c>final</c>.</summary>
    public required string Ev { get; init; }

    public string? Stage { get; init; }

    public double? StartMs { get; init; }

    /// <summary>For <c>stage</c>: null when it was entered, its length when it was left.</summary>
    public double? Ms { get; init; }

    public long? Input { get; init; }

    public long? Output { get; init; }

    public double? CostUsd { get; init; }

    public Step? Step { get; init; }

    public ToolCall? Tool { get; init; }

    public Draft? Draft { get; init; }

    public VerificationRound? Round { get; init; }

    public RunNotes? Set { get; init; }

    /// <summary>With <see cref="Set"/> of a delivered output: whether its text is nothing but white space.</summary>
    public bool? Blank { get; init; }

    public RunRecord? Record { get; init; }

    public long? LogOffset { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(JournalEvent))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    internal static JournalJson Written => field ??= new JournalJson(
        new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
