using System.Text.Json;

namespace Flywheel.Agents.Tests.Models.TestServer;

/// <summary>A request as it arrived.</summary>
public sealed record RecordedRequest
{
    /// <summary>The path, for example <c>/v1/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The headers, names without case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body; <c>undefined</c> when it was not JSON.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>Whether a streamed answer was asked for.</summary>
    public bool Streamed => Flag(Body, "stream");

    /// <summary>Whether a streamed answer shall end with its usage.</summary>
    public bool IncludeUsage => Body.TryGetProperty("stream_options", out JsonElement options) && Flag(options, "include_usage");

    /// <summary>The model that was asked for.</summary>
    public string Model => Body.GetProperty("model").GetString()!;

    /// <summary>The messages that were sent.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. Body.GetProperty("messages").EnumerateArray()];

    /// <summary>The text of the last message of a role; parts are joined.</summary>
    public string LastText(string role)
    {
        JsonElement content = Messages.Last(m => m.GetProperty("role").ValueEquals(role)).GetProperty("content");
        return content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Concat(content.EnumerateArray().Select(static part => part.TryGetProperty("text", out JsonElement text) ? text.GetString() : ""));
    }

    private static bool Flag(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
