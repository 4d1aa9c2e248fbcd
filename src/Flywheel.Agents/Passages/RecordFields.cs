namespace Flywheel.Agents.Passages;

/// <summary>How the fields of a record (a JSON object, a row of a table) become text.</summary>
internal static class RecordFields
{
    private const int LongestTitle = 120;

    private static readonly string[] TitleNames = ["title", "name", "heading", "question", "subject", "id"];

    /// <summary><c>name: value.</c>; the value alone when the field has no name, nothing when there is no value.</summary>
    public static string Sentence(string name, string value)
    {
        value = value.Trim();
        if (value.Length == 0)
            return "";
        var label = name.Trim() is { Length: > 0 } trimmed ? trimmed + ": " : "";
        return label + value + (value[^1] is '.' or '!' or '?' or '\u3002' ? "" : ".");
    }

    /// <summary>What heads the record's passages: its title, name or id on one line; empty when it has none.</summary>
    public static IReadOnlyList<string> Heading(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var value = TitleNames
            .Select(name => fields.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value)
            .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        if (value is null)
            return [];
        var line = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return [line.Length <= LongestTitle ? line : line[..LongestTitle].TrimEnd() + "\u2026"];
    }
}
