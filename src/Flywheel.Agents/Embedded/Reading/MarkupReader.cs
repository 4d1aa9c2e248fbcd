using System.Text;

namespace Flywheel.Agents.Embedded.Reading;

/// <summary>
/// Cuts the text of a passage into blocks, so that code, tables and headings never end up in the middle of a sentence.
/// Understands Markdown, plain text with bare heading lines, and records as <c>key: value</c> or JSON members. Linear in the text.
/// </summary>
internal sealed class MarkupReader
{
    private const int LongestPlainHeading = 60;
    private const int LongestFieldName = 32;

    private readonly List<MarkupBlock> _blocks = [];
    private readonly StringBuilder _open = new();
    private readonly string[] _lines;
    private MarkupKind _openKind = MarkupKind.Prose;

    private MarkupReader(string text) => _lines = text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>The blocks of <paramref name="text"/>, in order.</summary>
    public static IReadOnlyList<MarkupBlock> Read(string text)
    {
        var reader = new MarkupReader(text);
        reader.Run();
        return reader._blocks;
    }

    private void Run()
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            var line = _lines[i].TrimEnd();
            var trimmed = line.TrimStart();
            if (trimmed.Length == 0)
                Close();
            else if (Fence(trimmed) is { } fence)
                i = Code(i, fence);
            else if (HeadingLevel(trimmed) is var level and > 0)
                Add(new MarkupBlock(MarkupKind.Heading, trimmed[level..].Trim().TrimEnd('#').TrimEnd(), Level: level));
            else if (trimmed[0] == '|')
                Continue(MarkupKind.Table, trimmed, '\n');
            else if (IsRecordBoundary(trimmed))
                Add(new MarkupBlock(MarkupKind.RecordEnd, ""));
            else if (JsonMember(trimmed) is { } member)
                Add(member);
            else if (PlainField(i, trimmed) is { } field)
                Add(field);
            else if (ListMarker(trimmed) is var marker and > 0)
            {
                Close();
                Continue(MarkupKind.ListItem, trimmed[marker..].TrimStart(), ' ');
            }
            else if (_open.Length == 0 && IsPlainHeading(i, trimmed))
                Add(new MarkupBlock(MarkupKind.Heading, trimmed, Level: 6));
            else
                Continue(_open.Length > 0 && _openKind == MarkupKind.ListItem ? MarkupKind.ListItem : MarkupKind.Prose, Quoted(trimmed), ' ');
        }

        Close();
    }

    private int Code(int first, string fence)
    {
        Close();
        var code = new StringBuilder();
        var i = first + 1;
        while (i < _lines.Length && !_lines[i].TrimStart().StartsWith(fence, StringComparison.Ordinal))
            code.Append(_lines[i++]).Append('\n');
        _blocks.Add(new MarkupBlock(MarkupKind.Code, code.ToString()));
        return i;
    }

    private void Add(MarkupBlock block)
    {
        Close();
        _blocks.Add(block);
    }

    private void Continue(MarkupKind kind, string text, char joint)
    {
        if (_open.Length > 0 && _openKind != kind)
            Close();
        if (_open.Length > 0)
            _open.Append(joint);
        _openKind = kind;
        _open.Append(text);
    }

    private void Close()
    {
        if (_open.Length > 0)
            _blocks.Add(new MarkupBlock(_openKind, _open.ToString()));
        _open.Clear();
    }

    private static string? Fence(string line) =>
        line.StartsWith("```", StringComparison.Ordinal) ? "```" : line.StartsWith("~~~", StringComparison.Ordinal) ? "~~~" : null;

    private static int HeadingLevel(string line)
    {
        var level = 0;
        while (level < line.Length && line[level] == '#')
            level++;
        return level is >= 1 and <= 6 && level < line.Length && line[level] == ' ' ? level : 0;
    }

    private static int ListMarker(string line)
    {
        if (line.Length > 2 && line[0] is '-' or '*' or '+' or '•' && line[1] == ' ')
            return 2;

        var digits = 0;
        while (digits < line.Length && digits < 3 && char.IsAsciiDigit(line[digits]))
            digits++;
        return digits > 0 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' ' ? digits + 2 : 0;
    }

    private static bool IsRecordBoundary(string line) => line.Trim(',', ' ') is "{" or "}" or "[" or "]" or "---" or "***" or "___";

    // "key": "value" or "key": 12, as pretty-printed JSON has it
    private static MarkupBlock? JsonMember(string line)
    {
        if (line[0] != '"')
            return null;

        var nameEnd = line.IndexOf('"', 1);
        if (nameEnd < 2 || nameEnd > LongestFieldName || nameEnd + 1 >= line.Length || line[nameEnd + 1] != ':')
            return null;

        var value = line[(nameEnd + 2)..].Trim().TrimEnd(',');
        if (value.Length > 1 && value[0] == '"' && value[^1] == '"')
            value = value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", " ", StringComparison.Ordinal);
        return new MarkupBlock(MarkupKind.Field, value, FieldName(line[1..nameEnd]));
    }

    // "key: value", only next to another such line, so that "Note: …" in running text stays text
    private MarkupBlock? PlainField(int i, string line)
    {
        if (FieldEnd(line) is not { } end)
            return null;

        var hasNeighbour = (i > 0 && FieldEnd(_lines[i - 1].Trim()) is not null)
            || (i + 1 < _lines.Length && FieldEnd(_lines[i + 1].Trim()) is not null);
        return hasNeighbour ? new MarkupBlock(MarkupKind.Field, line[(end + 1)..].Trim(), FieldName(line[..end])) : null;
    }

    private static int? FieldEnd(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || colon > LongestFieldName || colon + 2 >= line.Length || line[colon + 1] != ' ')
            return null;

        for (var i = 0; i < colon; i++)
        {
            if (!char.IsLetterOrDigit(line[i]) && line[i] is not (' ' or '_' or '-'))
                return null;
        }

        return line.AsSpan(0, colon).Count(' ') <= 3 && line[0] != '-' ? colon : null;
    }

    private static string FieldName(string raw) => raw.Replace('_', ' ').Replace('-', ' ').Trim().ToLowerInvariant();

    // A short first line without closing punctuation, alone or above a line that starts afresh.
    private bool IsPlainHeading(int i, string line)
    {
        if (line.Length > LongestPlainHeading || char.IsPunctuation(line[^1]) && line[^1] is not (')' or '"' or '?') || !char.IsLetterOrDigit(line[0]) || char.IsLower(line[0]))
            return false;

        var next = i + 1 < _lines.Length ? _lines[i + 1].Trim() : "";
        var previous = i > 0 ? _lines[i - 1].Trim() : "";
        return previous.Length == 0 && (next.Length == 0 || char.IsUpper(next[0]) || char.IsDigit(next[0]));
    }

    private static string Quoted(string line) => line[0] == '>' ? line.TrimStart('>', ' ') : line;
}
