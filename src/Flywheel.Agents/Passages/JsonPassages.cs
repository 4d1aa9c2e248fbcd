using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Passages;

/// <summary>
/// Passages of JSON and JSON Lines: one record after the other, each field a sentence <c>name: value.</c> Records are the elements of the
/// outermost array (of the longest array, when the outermost value is an object that wraps arrays of objects), else the whole value, or each
/// line. A record's title, name or id heads its passages.
/// </summary>
internal sealed class JsonPassages
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 };

    private readonly SourceText _source;
    private readonly byte[] _bytes;
    private readonly Utf8Offsets _offsets;
    private readonly Rendering _rendering = new();

    private JsonPassages(SourceText source)
    {
        _source = source;
        _bytes = Encoding.UTF8.GetBytes(source.Text);
        _offsets = new Utf8Offsets(source.Text);
    }

    /// <summary>The passages of a file that is one JSON value.</summary>
    /// <exception cref="InvalidDataException">The document is not JSON.</exception>
    public static IReadOnlyList<Passage> Read(string location, string fileName, SourceText source)
    {
        var reader = new JsonPassages(source);
        foreach (var record in reader.Records())
            reader.AddRecord(record);
        return reader._rendering.ToPassages(location, fileName, source);
    }

    /// <summary>As <see cref="Read"/>, for a file with a JSON value on each line; lines that are not JSON are left out and counted.</summary>
    public static IReadOnlyList<Passage> ReadLines(string location, string fileName, SourceText source, out int badLines)
    {
        var reader = new JsonPassages(source);
        badLines = 0;
        foreach (var line in LineBreaks.Lines(source.Text).Where(line => !string.IsNullOrWhiteSpace(line.In(source.Text))))
        {
            var start = (int)reader._offsets.ByteOffset(line.Start);
            var record = start..(int)reader._offsets.ByteOffset(line.End);
            if (reader.IsValid(record))
                reader.AddRecord(record);
            else
                badLines++;
        }

        return reader._rendering.ToPassages(location, fileName, source);
    }

    private bool IsValid(Range record)
    {
        try
        {
            var reader = new Utf8JsonReader(_bytes.AsSpan(record), Lenient);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private List<Range> Records()
    {
        try
        {
            var reader = new Utf8JsonReader(_bytes, Lenient);
            reader.Read();
            var whole = (int)reader.TokenStartIndex;
            var records = reader.TokenType switch
            {
                JsonTokenType.StartArray => Elements(ref reader, out _),
                JsonTokenType.StartObject => Wrapped(ref reader),
                _ => [],
            };
            while (reader.Read())
            {
            }

            return records.Count > 0 ? records : [whole..(int)reader.BytesConsumed];
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"it is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})"),
                exception);
        }
    }

    private static List<Range> Elements(ref Utf8JsonReader reader, out bool areObjects)
    {
        var elements = new List<Range>();
        areObjects = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            areObjects &= reader.TokenType == JsonTokenType.StartObject;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(start..(int)reader.BytesConsumed);
        }

        return elements;
    }

    /// <summary>The records of an object such as <c>{"total": 2, "items": [{…}, {…}]}</c>; none when the object is a record itself.</summary>
    private static List<Range> Wrapped(ref Utf8JsonReader reader)
    {
        List<Range> records = [];
        var texts = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                var elements = Elements(ref reader, out var areObjects);
                if (areObjects && elements.Count > records.Count)
                    records = elements;
            }
            else
            {
                texts += reader.TokenType == JsonTokenType.String ? 1 : 0;
                reader.Skip();
            }
        }

        return records.Count > texts ? records : [];
    }

    private void AddRecord(Range record)
    {
        var fields = Fields(record);
        _rendering.Section(RecordFields.Heading([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
        foreach (var field in fields)
            _rendering.Add(RecordFields.Sentence(field.Name, field.Value), "\n", At(field.Start, field.End));
    }

    private List<Field> Fields(Range record)
    {
        var fields = new List<Field>();
        var reader = new Utf8JsonReader(_bytes.AsSpan(record), Lenient);
        reader.Read();
        AddFields(ref reader, "", record.Start.Value, fields);
        return fields;
    }

    // The reader's own limit on depth bounds the recursion.
    private static void AddFields(ref Utf8JsonReader reader, string path, int origin, List<Field> fields)
    {
        var start = origin + (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    AddFields(ref reader, path.Length == 0 ? name : $"{path}.{name}", origin, fields);
                }

                break;
            case JsonTokenType.StartArray:
                AddArray(ref reader, path, start, origin, fields);
                break;
            case JsonTokenType.Null:
                break;
            default:
                fields.Add(new Field(path, Scalar(ref reader), start, origin + (int)reader.BytesConsumed));
                break;
        }
    }

    /// <summary>Scalars in a row are one field, "tags: a, b"; objects and arrays inside are fields of the array's name.</summary>
    private static void AddArray(ref Utf8JsonReader reader, string path, int start, int origin, List<Field> fields)
    {
        var scalars = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                AddFields(ref reader, path, origin, fields);
            else if (reader.TokenType != JsonTokenType.Null)
                scalars.Add(Scalar(ref reader));
        }

        if (scalars.Count > 0)
            fields.Add(new Field(path, string.Join(", ", scalars), start, origin + (int)reader.BytesConsumed));
    }

    private static string Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Decoded(ref reader),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => Encoding.UTF8.GetString(reader.ValueSpan),
    };

    // A string with half a surrogate pair escaped in it is no valid text: it is taken as it stands.
    private static string Decoded(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private Origin At(int start, int end)
    {
        var from = _offsets.CharOffset(start);
        return new Origin(_source.LineAt(from), _source.LineAt(Math.Max(from, _offsets.CharOffset(end) - 1)), _source.ByteOffset(from));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Field(string Name, string Value, int Start, int End);
}
