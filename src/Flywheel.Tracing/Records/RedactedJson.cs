using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Tracing.Records;

/// <summary>
/// Takes secrets out of every text of a JSON value, names included; a text is also judged together with its name, as <c>name: text</c>, so that the
/// value of a <c>password</c> is seen for what it is. Thread-safe.
/// </summary>
internal static class RedactedJson
{
    /// <summary>The value with every text cleaned.</summary>
    public static JsonElement Clean(JsonElement value, Func<string, string> clean)
    {
        using var document = JsonDocument.Parse(CleanNode(JsonNode.Parse(value.GetRawText()), null, clean)?.ToJsonString() ?? "null");
        return document.RootElement.Clone();
    }

    /// <summary>A text cleaned in the light of its name.</summary>
    public static string CleanText(string? name, string text, Func<string, string> clean)
    {
        var cleaned = clean(text);
        if (name is null || !ReferenceEquals(cleaned, text) && cleaned != text)
            return cleaned;
        var prefix = name + ": ";
        var whole = clean(prefix + text);
        return whole.StartsWith(prefix, StringComparison.Ordinal) ? whole[prefix.Length..] : cleaned;
    }

    private static JsonNode? CleanNode(JsonNode? node, string? name, Func<string, string> clean)
    {
        switch (node)
        {
            case JsonObject members:
                var cleaned = new JsonObject();
                foreach (var (key, member) in members)
                    cleaned[clean(key)] = CleanNode(member, key, clean);
                return cleaned;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => CleanNode(item, name, clean))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return JsonValue.Create(CleanText(name, value.GetValue<string>(), clean));
            default:
                return node?.DeepClone();
        }
    }
}
