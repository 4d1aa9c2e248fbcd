using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Agents.Prompts;

/// <summary>
/// Reads what models answer when they were asked for JSON: fences and reasoning stripped, the first whole object taken, trailing commas and comments
/// tolerated, numbers in text read as numbers. What is not there is absent, never a default. Thread-safe.
/// </summary>
public static class AnswerReader
{
    /// <summary>Bounds the work on an answer of nothing but braces.</summary>
    private const int MostTries = 64;

    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 };

    /// <summary>The first whole JSON object of an answer, or null.</summary>
    public static JsonObject? FindObject(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = WithoutReasoning(answer);
        var tries = 0;
        for (var start = text.IndexOf('{', StringComparison.Ordinal); start >= 0 && tries < MostTries; start = text.IndexOf('{', start + 1), tries++)
        {
            var length = ObjectLength(text.AsSpan(start));
            if (length > 0 && TryParse(text.Substring(start, length)) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>The answer without a leading <c>&lt;think&gt;</c> block.</summary>
    public static string WithoutReasoning(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        const string Close = "</think>";
        var end = answer.LastIndexOf(Close, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? answer : answer[(end + Close.Length)..];
    }

    /// <summary>A finite number, or null; reads <c>"7"</c>, <c>"7/10"</c> and <c>"7.5 of 10"</c> as numbers.</summary>
    public static double? Number(JsonNode? node)
    {
        if (node is not JsonValue value)
            return null;
        if (value.TryGetValue<double>(out var number))
            return double.IsFinite(number) ? number : null;
        if (!value.TryGetValue<string>(out var text))
            return null;
        var digits = text.AsSpan().Trim();
        var end = digits.IndexOfAny("/ ");
        if (end > 0)
            digits = digits[..end];
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>A text, or null.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text.Trim() : null;

    /// <summary>The texts of an array (or a lone text), blank ones left out.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node) => node switch
    {
        JsonArray items => [.. items.Select(Text).Where(static text => !string.IsNullOrWhiteSpace(text)).Select(static text => text!)],
        JsonValue when Text(node) is { Length: > 0 } text => [text],
        _ => [],
    };

    private static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Tolerant) as JsonObject is { } found && Touch(found) ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            return null; // a key twice
        }
    }

    /// <summary>Objects are parsed lazily: reading them now shows duplicate keys now.</summary>
    private static bool Touch(JsonObject found) => found.All(static member => member.Value is not JsonObject inner || Touch(inner));

    private static int ObjectLength(ReadOnlySpan<char> text)
    {
        var depth = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '{' when !quoted:
                    depth++;
                    break;
                case '}' when !quoted:
                    if (--depth == 0)
                        return i + 1;
                    break;
            }
        }

        return 0;
    }
}
