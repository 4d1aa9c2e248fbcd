using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Harness.Specs;

/// <summary>Writes keys as YAML a person would write: blocks, long texts as literal blocks, everything else quoted where it must be. Thread-safe.</summary>
internal static class SpecYaml
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines of a mapping.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="indent">Spaces before each line.</param>
    public static string Write(JsonObject map, int indent = 0)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in map)
        {
            text.Append(' ', indent).Append(Key(key)).Append(':');
            Value(text, value, indent);
        }

        return text.ToString();
    }

    /// <summary>An entry of a list, from its dash.</summary>
    public static string Entry(JsonObject map, int indent)
    {
        var lines = Write(map, indent + 2);
        return string.Concat(new string(' ', indent), "- ", lines.AsSpan(indent + 2));
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map when !IsFlat(map):
                text.Append('\n').Append(Write(map, indent + 2));
                break;
            case JsonArray { Count: > 0 } list when list.Any(item => item is JsonObject):
                text.Append('\n');
                foreach (var item in list)
                    text.Append(item is JsonObject { Count: > 0 } entry ? Entry(entry, indent + 2) : $"{new string(' ', indent + 2)}- {Flow(item)}\n");
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String && IsLiteral(scalar.GetValue<string>()):
                text.Append(" |-\n");
                foreach (var line in scalar.GetValue<string>().Split('\n'))
                    text.Append(line.Length == 0 ? "" : new string(' ', indent + 2)).Append(line).Append('\n');
                break;
            default:
                text.Append(' ').Append(Flow(value)).Append('\n');
                break;
        }
    }

    private static bool IsFlat(JsonObject map) => map.All(entry => entry.Value is not JsonObject and not JsonArray && (entry.Value is not JsonValue value || value.ToJsonString().Length < 60));

    private static string Flow(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject map => "{" + string.Join(", ", map.Select(entry => $"{Key(entry.Key)}: {Flow(entry.Value)}")) + "}",
        JsonArray list => "[" + string.Join(", ", list.Select(Flow)) + "]",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Scalar(text.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    // Plain only where no reader of YAML could see anything but these letters.
    private static string Scalar(string text) => IsPlain(text) ? text : JsonSerializer.Serialize(text, Readable);

    // A key is text whatever it looks like.
    private static string Key(string key) =>
        key.Length > 0 && char.IsAsciiLetter(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Scalar(key);

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text[^1] is not (' ' or ':')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '-' or '.' or '(' or ')' or '/' or ';' or '\'')
        && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");

    private static bool IsLiteral(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && text[0] is not (' ' or '\n' or '\t')
        && text[^1] is not (' ' or '\n')
        && text.Split('\n').All(line => !line.StartsWith(' ') && !line.StartsWith('\t') && !line.EndsWith(' ') && !line.EndsWith('\t'));
}
