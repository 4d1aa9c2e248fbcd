using System.Text.Json;

namespace Flywheel.Tracing.Records;

/// <summary>Reads lines of <c>runs.jsonl</c>. Thread-safe.</summary>
public static class RecordReader
{
    /// <summary>The id of the run a line speaks of, or null when the line is no record.</summary>
    public static string? TryReadRunId(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("run_id", out var id)
                && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
