using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Harness.Tests.Generators;

/// <summary>Writes JSON as YAML in styles chosen at random: block and flow, every kind of scalar, comments, blank lines.</summary>
internal sealed class RandomYaml
{
    private readonly Random _random;
    private readonly StringBuilder _text = new();

    public RandomYaml(int seed) => _random = new Random(seed);

    public string Write(JsonObject root)
    {
        _text.Append(Pick("", "# a comment\n", "\n\n", "---\n"));
        Block(root, 0);
        return _text.ToString();
    }

    private void Block(JsonObject map, int indent)
    {
        foreach (var (key, value) in map)
        {
            Noise(indent);
            _text.Append(' ', indent).Append(Key(key)).Append(':');
            Value(value, indent + 2);
        }
    }

    private void Value(JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map when _random.Next(3) > 0:
                EndLine();
                Block(map, indent);
                break;
            case JsonArray { Count: > 0 } list when _random.Next(3) > 0:
                EndLine();
                Items(list, indent);
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String && Literal(text.GetValue<string>()) && _random.Next(3) == 0:
                _text.Append(Pick(" |", " |-")).Append('\n');
                foreach (var line in text.GetValue<string>().Split('\n'))
                    _text.Append(line.Length == 0 ? "" : new string(' ', indent)).Append(line).Append('\n');
                break;
            default:
                _text.Append(' ').Append(Flow(value));
                EndLine();
                break;
        }
    }

    private void Items(JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            Noise(indent);
            _text.Append(' ', indent).Append('-');
            if (item is JsonObject { Count: > 0 } map && _random.Next(2) == 0)
            {
                var first = _text.Length;
                Block(map, indent + 2);
                var start = _text.ToString(first, _text.Length - first);
                if (start.StartsWith(new string(' ', indent + 2), StringComparison.Ordinal) && !start.TrimStart(' ').StartsWith('#'))
                    _text.Remove(first, indent + 1); // the first key on the line of the dash
                else
                    _text.Insert(first, '\n');
            }
            else
            {
                Value(item, indent + 2);
            }
        }
    }

    private string Flow(JsonNode? value) => value switch
    {
        JsonObject map => "{" + Pick("", " ") + string.Join(Pick(", ", " , "), map.Select(entry => Key(entry.Key) + ": " + Flow(entry.Value))) + Pick("", " ") + "}",
        JsonArray list => "[" + string.Join(", ", list.Select(Flow)) + "]",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Scalar(text.GetValue<string>()),
        null => Pick("null", "~"),
        _ => value.ToJsonString(),
    };

    private string Scalar(string text)
    {
        var plain = text.Length > 0 && text.All(c => char.IsAsciiLetter(c) || c is ' ' or '-') && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[^1]) && text is not ("true" or "null");
        if (plain && _random.Next(2) == 0)
            return text;
        if (!text.Contains('\n') && !text.Contains('\t') && _random.Next(2) == 0)
            return "'" + text.Replace("'", "''") + "'";
        return JsonSerializer.Serialize(text);
    }

    private string Key(string key) => key.All(c => char.IsAsciiLetterLower(c) || c == '_') ? Pick(key, $"\"{key}\"") : JsonSerializer.Serialize(key);

    private static bool Literal(string text) =>
        text.Length > 0 && text[0] is not (' ' or '\n' or '\t') && text[^1] is not (' ' or '\n') && !text.Split('\n').Any(line => line.StartsWith(' ') || line.StartsWith('\t') || line.EndsWith(' '));

    private void Noise(int indent)
    {
        if (_random.Next(8) == 0)
            _text.Append(Pick("\n", new string(' ', indent) + "# noise: {not: yaml}\n"));
    }

    private void EndLine() => _text.Append(Pick("", "", "", "   ", "  # why")).Append('\n');

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
