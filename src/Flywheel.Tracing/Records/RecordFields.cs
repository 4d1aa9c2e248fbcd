using System.Globalization;
using System.Text.Json;

namespace Flywheel.Tracing.Records;

/// <summary>
/// The fields of one JSON object, read one by one: what has the wrong type is converted where its meaning is plain, else left out with a note.
/// Reading a field takes it; what is never read stays as <see cref="Rest"/>. Used by one thread.
/// </summary>
internal sealed class RecordFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _notes;
    private readonly string _path;

    public RecordFields(JsonElement value, List<string> notes, string path = "")
    {
        _notes = notes;
        _path = path;
        foreach (var member in value.EnumerateObject())
            _fields[member.Name] = member.Value;
    }

    /// <summary>Whether a field is there and not yet taken.</summary>
    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>The fields nobody took, or null.</summary>
    public Dictionary<string, JsonElement>? Rest()
    {
        if (_fields.Count == 0)
            return null;
        var rest = new Dictionary<string, JsonElement>(_fields.Count, StringComparer.Ordinal);
        foreach (var (name, value) in _fields)
            rest[name] = value.Clone();
        return rest;
    }

    /// <summary>Leaves a field where it is and shows it.</summary>
    public JsonElement? Peek(string name) => _fields.TryGetValue(name, out var value) ? value : null;

    public JsonElement? Take(string name) =>
        _fields.Remove(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public JsonElement? Json(string name) => Take(name)?.Clone();

    public string? Text(string name) => Take(name) is { } value ? AsText(value, _path + name) : null;

    public double? Number(string name) => Take(name) is { } value ? AsNumber(value, _path + name) : null;

    public long? Integer(string name) => Take(name) is { } value ? AsInteger(value, _path + name) : null;

    public int? Count(string name)
    {
        var value = Integer(name);
        if (value is null or (>= int.MinValue and <= int.MaxValue))
            return (int?)value;
        Note(_path + name, "is too large");
        return null;
    }

    public bool? Truth(string name) => Take(name) is { } value ? AsTruth(value, _path + name) : null;

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
            return null;
        if (Storage.Json.UtcMilliseconds.TryParse(text, out var time))
            return time;
        Note(_path + name, "is not an ISO 8601 time");
        return null;
    }

    public List<string> Texts(string name) =>
        [.. Items(name).Select(item => AsText(item.Value, item.Path)).Where(static text => text is not null).Select(static text => text!)];

    public List<double?> Numbers(string name) => [.. Items(name).Select(item => AsNumber(item.Value, item.Path))];

    public Dictionary<string, T> Map<T>(string name, Func<JsonElement, string, T?> convert)
        where T : class
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in Members(name))
        {
            if (value.ValueKind != JsonValueKind.Null && convert(value, $"{_path}{name}.{key}") is { } converted)
                map[key] = converted;
        }

        return map;
    }

    public Dictionary<string, bool> Truths(string name)
    {
        var map = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (key, value) in Members(name))
        {
            if (value.ValueKind != JsonValueKind.Null && AsTruth(value, $"{_path}{name}.{key}") is { } truth)
                map[key] = truth;
        }

        return map;
    }

    public Dictionary<string, JsonElement> Values(string name)
    {
        var map = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, value) in Members(name))
            map[key] = value.Clone();
        return map;
    }

    /// <summary>The objects of a list; what is none is left out with a note.</summary>
    public IEnumerable<RecordFields> Objects(string name)
    {
        foreach (var (value, path) in Items(name))
        {
            if (value.ValueKind == JsonValueKind.Object)
                yield return new RecordFields(value, _notes, path + ".");
            else
                Note(path, $"is {Kind(value)} where an object is expected");
        }
    }

    public RecordFields? Nested(string name)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return new RecordFields(value, _notes, $"{_path}{name}.");
        Note(_path + name, $"is {Kind(value)} where an object is expected");
        return null;
    }

    public RecordFields Of(JsonElement value, string path) => new(value, _notes, path + ".");

    public void Note(string field, string problem) => _notes.Add($"{field} {problem}; it was left out");

    public string? AsText(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return value.GetRawText();
            case JsonValueKind.Null:
                return null;
            default:
                Note(path, $"is {Kind(value)} where a text is expected");
                return null;
        }
    }

    public double? AsNumber(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
            _ => (double?)null,
        };
        if (number is { } known && double.IsFinite(known))
            return known;
        Note(path, $"is {Kind(value)} where a number is expected");
        return null;
    }

    private long? AsInteger(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var exact))
            return exact;
        if (AsNumber(value, path) is not { } number)
            return null;
        if (Math.Abs(number) < 9e18)
            return (long)Math.Round(number);
        Note(path, "is too large");
        return null;
    }

    private bool? AsTruth(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String when bool.TryParse(value.GetString(), out var parsed):
                return parsed;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && number is 0 or 1:
                return number == 1;
            default:
                Note(path, $"is {Kind(value)} where true or false is expected");
                return null;
        }
    }

    /// <summary>The items of a list; a single value stands for a list of one.</summary>
    private IEnumerable<(JsonElement Value, string Path)> Items(string name)
    {
        if (Take(name) is not { } value)
            yield break;
        if (value.ValueKind != JsonValueKind.Array)
        {
            yield return (value, _path + name);
            yield break;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
            yield return (item, $"{_path}{name}[{index++}]");
    }

    private IEnumerable<(string Key, JsonElement Value)> Members(string name)
    {
        if (Take(name) is not { } value)
            yield break;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Note(_path + name, $"is {Kind(value)} where an object is expected");
            yield break;
        }

        foreach (var member in value.EnumerateObject())
            yield return (member.Name, member.Value);
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        _ => "null",
    };
}
