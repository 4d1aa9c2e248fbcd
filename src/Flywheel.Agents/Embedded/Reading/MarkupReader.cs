using System.Text;
using Flywheel.Storage.Text;

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
    private readonly string _text;
    private readonly IReadOnlyList<MarkdownLine> _lines;
    private MarkupKind _openKind = MarkupKind.Prose;

    private MarkupReader(string text)
    {
        _text = text;
        _lines = MarkdownLines.Parse(text);
    }

    /// <summary>The blocks of <paramref name="text"/>, in order.</summary>
    public static IReadOnlyList<MarkupBlock> Read(string text)
    {
        var reader = new MarkupReader(text);
        reader.Run();
        return reader._blocks;
    }

    private void Run()
    {
        var fenced = false;
        for (var i = 0; i < _lines.Count; i++)
        {
            if (_lines[i].Kind == MarkdownLineKind.Fence)
                fenced = !fenced;
            if (fenced || _lines[i].Kind == MarkdownLineKind.Fence)
                Close();
            else if (!AddRecordLine(i))
                AddMarkdownLine(i);
        }

        Close();
    }

    private void AddMarkdownLine(int i)
    {
        var line = _lines[i];
        var content = line.Content.In(_text);
        switch (line.Kind)
        {
            case MarkdownLineKind.Heading:
                Add(new MarkupBlock(MarkupKind.Heading, content));
                break;
            case MarkdownLineKind.ListItem:
                Close();
                Open(MarkupKind.ListItem, content);
                break;
            case MarkdownLineKind.Prose when _open.Length == 0 && IsPlainHeading(i):
                Add(new MarkupBlock(MarkupKind.Heading, content));
                break;
            case MarkdownLineKind.Prose when _open.Length == 0:
                Open(MarkupKind.Prose, content);
                break;
            case MarkdownLineKind.Prose:
                _open.Append(' ').Append(content);
                break;
            default:
                Close();
                break;
        }
    }

    // JSON is indented, which Markdown takes for code: records are looked for first.
    private bool AddRecordLine(int i)
    {
        var line = _lines[i].Span.In(_text).Trim();
        if (line.Length == 0)
            return false;
        if (line.Trim(',', ' ') is "{" or "}" or "[" or "]")
        {
            Add(new MarkupBlock(MarkupKind.RecordEnd, ""));
            return true;
        }

        if ((JsonMember(line) ?? PlainField(i, line)) is not { } field)
            return false;

        Add(field);
        return true;
    }

    private void Add(MarkupBlock block)
    {
        Close();
        _blocks.Add(block);
    }

    private void Open(MarkupKind kind, string text)
    {
        _openKind = kind;
        _open.Append(text);
    }

    private void Close()
    {
        if (_open.Length > 0)
            _blocks.Add(new MarkupBlock(_openKind, _open.ToString()));
        _open.Clear();
    }

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
        if (FieldEnd(line) is not { } end || (FieldEnd(Neighbour(i - 1)) is null && FieldEnd(Neighbour(i + 1)) is null))
            return null;

        return new MarkupBlock(MarkupKind.Field, line[(end + 1)..].Trim(), FieldName(line[..end]));
    }

    private string Neighbour(int i) => i >= 0 && i < _lines.Count ? _lines[i].Span.In(_text).Trim() : "";

    private static int? FieldEnd(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || colon > LongestFieldName || colon + 2 >= line.Length || line[colon + 1] != ' ')
            return null;

        var name = line.AsSpan(0, colon);
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not (' ' or '_' or '-'))
                return null;
        }

        return name.Count(' ') <= 3 && line[0] != '-' ? colon : null;
    }

    private static string FieldName(string raw) => raw.Replace('_', ' ').Replace('-', ' ').Trim().ToLowerInvariant();

    // A short first line without closing punctuation, alone or above a line that starts afresh.
    private bool IsPlainHeading(int i)
    {
        var line = _lines[i].Content.In(_text);
        if (line.Length > LongestPlainHeading || char.IsLower(line[0]) || !char.IsLetterOrDigit(line[0]))
            return false;
        if (line.Contains(". ", StringComparison.Ordinal))
            return false;
        if (char.IsPunctuation(line[^1]) && line[^1] is not (')' or '"' or '?'))
            return false;

        var next = Neighbour(i + 1);
        return Neighbour(i - 1).Length == 0 && (next.Length == 0 || char.IsUpper(next[0]) || char.IsDigit(next[0]));
    }
}
