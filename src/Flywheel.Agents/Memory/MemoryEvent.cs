using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Json;

namespace Flywheel.Agents.Memory;

/// <summary>A line of <c>memories.jsonl</c>: the newest event of an id says what it is now.</summary>
internal sealed record MemoryEvent
{
    /// <summary><c>created</c>, <c>updated</c>, <c>rated</c> or <c>deleted</c>.</summary>
    public required string Event { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required string Id { get; init; }

    /// <summary>The whole memory, for <c>created</c> and <c>updated</c>.</summary>
    public MemoryEntry? Memory { get; init; }

    /// <summary>The new quality, for <c>rated</c>.</summary>
    public int? Quality { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(MemoryEvent))]
[JsonSerializable(typeof(MemoryEntry))]
internal sealed partial class MemoryJson : JsonSerializerContext
{
    internal static MemoryJson Written => field ??= new MemoryJson(
        new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
