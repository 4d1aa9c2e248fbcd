using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Flywheel.Agents.Passages;

/// <summary>
/// Passages of a table: one row after the other, each column a sentence <c>column: value.</c> The first row names the columns; the
/// separator is the most frequent of comma, semicolon, tab and bar in it. A row's title or name heads its passages.
/// </summary>
internal static class CsvPassages
{
    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    public static IReadOnlyList<Passage> Read(string location, string fileName, SourceText source)
    {
        var rendering = new Rendering();
        using var text = new StringReader(source.Text);
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Delimiter(source.Text),
            BadDataFound = null,
            IgnoreBlankLines = true,
            TrimOptions = TrimOptions.Trim,
        });
        if (!parser.Read())
            return [];
        var columns = parser.Record!;
        for (var start = parser.CharCount; parser.Read(); start = parser.CharCount)
            AddRow(rendering, parser, columns, At(source, (int)start, (int)parser.CharCount));
        return rendering.ToPassages(location, fileName, source);
    }

    private static void AddRow(Rendering rendering, CsvParser parser, string[] columns, Origin origin)
    {
        var fields = parser.Record!.Select((value, i) => KeyValuePair.Create(i < columns.Length ? columns[i] : "", value)).ToArray();
        rendering.Section(RecordFields.Heading(fields));
        for (var i = 0; i < fields.Length; i++)
            rendering.Add(RecordFields.Sentence(fields[i].Key, fields[i].Value), "\n", origin with { Offset = origin.Offset + i });
    }

    private static Origin At(SourceText source, int start, int end)
    {
        while (start < end && source.Text[start] is '\r' or '\n')
            start++;
        while (end > start + 1 && source.Text[end - 1] is '\r' or '\n')
            end--;
        return new Origin(source.LineAt(start), source.LineAt(Math.Max(start, end - 1)), source.ByteOffset(start));
    }

    private static string Delimiter(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var header = end < 0 ? text : text[..end];
        return Delimiters.MaxBy(delimiter => header.Split(delimiter).Length)!;
    }
}
