using System.Runtime.InteropServices;

namespace Flywheel.Storage.Text;

/// <summary>The state of one pass of <see cref="MarkdownLines.Parse"/>: open fence, open raw block, enclosing list items.</summary>
internal sealed class MarkdownLineReader
{
    private const int MaxIndent = 3;

    private static readonly string[] RawTags = ["pre", "script", "style", "textarea"];

    private readonly string _text;
    private readonly TextSpan[] _spans;
    private readonly List<MarkdownLine> _lines;
    private readonly List<int> _listIndents = [];

    private char _fence;
    private int _fenceLength;
    private int _fenceIndent;
    private int _fenceQuote;
    private string? _rawEnd;
    private bool _paragraph;
    private bool _table;
    private bool _underlineFollows;
    private int _sourcesLevel;

    public MarkdownLineReader(string text)
    {
        _text = text;
        _spans = [.. LineBreaks.Lines(text)];
        _lines = new List<MarkdownLine>(_spans.Length);
    }

    public List<MarkdownLine> Read()
    {
        for (var end = FrontMatterEnd(); _lines.Count < end;)
            Emit(MarkdownLineKind.FrontMatter, _spans[_lines.Count], default);
        while (_lines.Count < _spans.Length)
            ReadLine(_spans[_lines.Count]);
        return _lines;
    }

    private void ReadLine(TextSpan span)
    {
        var place = _fence != 0 && _fenceQuote == 0 ? Place.Unquoted(_text, span) : Place.Of(_text, span);
        if (_fence != 0 && place.QuoteDepth < _fenceQuote)
            _fence = '\0';

        if (_fence != 0)
            ReadFenced(span, place);
        else if (_rawEnd is not null)
            ReadRaw(span, place);
        else if (place.Content(_text).IsEmpty)
            ReadBlank(span, place);
        else
            ReadBlock(span, place);
    }

    private void ReadFenced(TextSpan span, Place place)
    {
        var content = place.Content(_text);
        var closes = content.Length >= _fenceLength && content.IndexOfAnyExcept(_fence) < 0 && place.Indent <= _fenceIndent + MaxIndent;
        Emit(closes ? MarkdownLineKind.Fence : MarkdownLineKind.Code, span, place);
        if (closes)
            _fence = '\0';
    }

    private void ReadRaw(TextSpan span, Place place)
    {
        if (place.Content(_text).Contains(_rawEnd, StringComparison.OrdinalIgnoreCase))
            _rawEnd = null;
        Emit(MarkdownLineKind.Html, span, place);
    }

    private void ReadBlank(TextSpan span, Place place)
    {
        _paragraph = false;
        _table = false;
        Emit(MarkdownLineKind.Blank, span, place);
    }

    private void ReadBlock(TextSpan span, Place place)
    {
        var kind = Classify(ref place, out var level);
        if (_sourcesLevel > 0 && kind is MarkdownLineKind.Prose or MarkdownLineKind.ListItem && place.QuoteDepth == 0)
            kind = MarkdownLineKind.SourceEntry;
        _paragraph = kind is MarkdownLineKind.Prose or MarkdownLineKind.ListItem;
        _table = kind == MarkdownLineKind.TableRow;
        Emit(kind, span, place, level);
        if (kind == MarkdownLineKind.Heading)
            EnterSection(place, level);
    }

    private void EnterSection(Place place, int level)
    {
        if (place.QuoteDepth > 0)
            return;
        if (MarkdownLines.IsSourceHeading(place.Content(_text).ToString()))
            _sourcesLevel = level;
        else if (level <= _sourcesLevel)
            _sourcesLevel = 0;
    }

    private MarkdownLineKind Classify(ref Place place, out int level)
    {
        level = 0;
        if (_underlineFollows)
        {
            _underlineFollows = false;
            return MarkdownLineKind.HeadingUnderline;
        }

        var marker = ListMarker(place);
        var list = EnclosingIndent(place.Indent);
        if (place.Indent - list > MaxIndent && !_paragraph)
            return MarkdownLineKind.Code;
        if (place.Indent - list > MaxIndent && (marker == 0 || _listIndents.Count == 0))
            return MarkdownLineKind.Prose;

        return Leaf(ref place, list, out level) ?? ListItem(ref place, marker) ?? Text(ref place, ref level);
    }

    private MarkdownLineKind? Leaf(ref Place place, int list, out int level)
    {
        var content = place.Content(_text);
        level = HeadingLevel(content);
        if (level > 0)
        {
            Leave(place.Indent);
            place = place.Skip(_text, level).WithoutClosingMarks(_text);
            return MarkdownLineKind.Heading;
        }

        if (OpensFence(content))
        {
            Leave(place.Indent);
            OpenFence(content, list, place.QuoteDepth);
            return MarkdownLineKind.Fence;
        }

        if (IsRule(content))
        {
            Leave(place.Indent);
            return MarkdownLineKind.Rule;
        }

        return null;
    }

    private MarkdownLineKind? ListItem(ref Place place, int marker)
    {
        if (marker == 0)
            return null;
        Leave(place.Indent);
        var item = place.Skip(_text, marker);
        _listIndents.Add(item.Indent - place.Indent - marker > 4 || item.Content(_text).IsEmpty ? place.Indent + marker + 1 : item.Indent);
        place = item;
        if (OpensFence(place.Content(_text)))
        {
            OpenFence(place.Content(_text), _listIndents[^1], place.QuoteDepth);
            return MarkdownLineKind.Fence;
        }

        if (place.Content(_text) is ['[', ' ' or 'x' or 'X', ']', ' ', ..])
            place = place.Skip(_text, 3);
        return MarkdownLineKind.ListItem;
    }

    private MarkdownLineKind Text(ref Place place, ref int level)
    {
        var content = place.Content(_text);
        if (content[0] == '|' || (content.Contains('|') && (_table || IsDelimiterRow(NextContent(place)))))
            return MarkdownLineKind.TableRow;
        if (content[0] == '<' && OpensHtml(content))
            return MarkdownLineKind.Html;
        if (!_paragraph && content[0] == '[' && content.IndexOf("]:") is > 1 and var end && content[1] != '^' && content[1..end].IndexOf(']') < 0)
            return MarkdownLineKind.LinkDefinition;
        if (!_paragraph)
        {
            Leave(place.Indent);
            level = UnderlineLevel(place, content);
            _underlineFollows = level > 0;
        }

        return level > 0 ? MarkdownLineKind.Heading : MarkdownLineKind.Prose;
    }

    private void Emit(MarkdownLineKind kind, TextSpan span, Place place, int level = 0)
    {
        var content = kind == MarkdownLineKind.FrontMatter ? span : new TextSpan(place.Start, place.End - place.Start);
        _lines.Add(new MarkdownLine(kind, _lines.Count + 1, span, content, level, place.QuoteDepth));
    }

    private int EnclosingIndent(int indent)
    {
        for (var i = _listIndents.Count - 1; i >= 0; i--)
        {
            if (_listIndents[i] <= indent)
                return _listIndents[i];
        }

        return 0;
    }

    private void Leave(int indent) => _listIndents.RemoveAll(list => list > indent);

    private int ListMarker(Place place)
    {
        var content = place.Content(_text);
        var length = 0;
        if (content[0] is '-' or '*' or '+')
        {
            length = 1;
        }
        else
        {
            while (length < content.Length && length < 9 && char.IsAsciiDigit(content[length]))
                length++;
            if (length == 0 || length == content.Length || content[length] is not ('.' or ')'))
                return 0;
            var first = length == 1 && content[0] == '1';
            if (_paragraph && _listIndents.Count == 0 && !first)
                return 0;
            length++;
        }

        if (length == content.Length)
            return _paragraph ? 0 : length;
        return content[length] is ' ' or '\t' && !IsRule(content) ? length : 0;
    }

    private static int HeadingLevel(ReadOnlySpan<char> content)
    {
        var level = content.IndexOfAnyExcept('#');
        if (level < 0)
            level = content.Length;
        return level is >= 1 and <= 6 && (level == content.Length || content[level] is ' ' or '\t') ? level : 0;
    }

    private static bool OpensFence(ReadOnlySpan<char> content) =>
        content.StartsWith("~~~") || (content.StartsWith("```") && content.TrimStart('`').IndexOf('`') < 0);

    private void OpenFence(ReadOnlySpan<char> content, int indent, int quoteDepth)
    {
        _fence = content[0];
        _fenceLength = content.Length - content.TrimStart(_fence).Length;
        _fenceIndent = indent;
        _fenceQuote = quoteDepth;
        _paragraph = false;
    }

    private static bool IsRule(ReadOnlySpan<char> content)
    {
        if (content[0] is not ('-' or '*' or '_'))
            return false;
        var marks = 0;
        foreach (var c in content)
        {
            if (c == content[0])
                marks++;
            else if (c is not (' ' or '\t'))
                return false;
        }

        return marks >= 3;
    }

    private bool IsUnderline(Place place)
    {
        var content = place.Content(_text);
        return place.Indent <= MaxIndent && content.Length >= 2 && content[0] is '=' or '-' && content.IndexOfAnyExcept(content[0]) < 0;
    }

    private int UnderlineLevel(Place place, ReadOnlySpan<char> content)
    {
        if (_lines.Count + 1 >= _spans.Length || place.Indent > MaxIndent)
            return 0;
        var next = Place.Of(_text, _spans[_lines.Count + 1]);
        if (next.QuoteDepth != place.QuoteDepth || next.Content(_text).IsEmpty || !IsUnderline(next))
            return 0;
        if (next.Content(_text)[0] == '=')
            return 1;
        return content[^1] is '.' or '!' or '?' or ':' or ';' or ',' ? 0 : 2;
    }

    private ReadOnlySpan<char> NextContent(Place place)
    {
        if (_lines.Count + 1 >= _spans.Length)
            return [];
        var next = Place.Of(_text, _spans[_lines.Count + 1]);
        return next.QuoteDepth == place.QuoteDepth ? next.Content(_text) : [];
    }

    private static bool IsDelimiterRow(ReadOnlySpan<char> content) =>
        content.Contains('-') && content.Contains('|') && content.IndexOfAnyExcept("|-: \t") < 0;

    private bool OpensHtml(ReadOnlySpan<char> content)
    {
        if (content.StartsWith("<!--"))
        {
            _rawEnd = content[4..].IndexOf("-->") < 0 ? "-->" : null;
            return true;
        }

        foreach (var tag in RawTags)
        {
            if (content.Length > tag.Length + 1 && content[1..].StartsWith(tag, StringComparison.OrdinalIgnoreCase) && content[tag.Length + 1] is ' ' or '>')
            {
                var end = $"</{tag}>";
                _rawEnd = content.Contains(end, StringComparison.OrdinalIgnoreCase) ? null : end;
                return true;
            }
        }

        return IsTagsAlone(content);
    }

    private static bool IsTagsAlone(ReadOnlySpan<char> content)
    {
        while (content.Length > 2 && content[0] == '<' && (char.IsAsciiLetter(content[1]) || content[1] is '/' or '!'))
        {
            var end = content.IndexOf('>');
            if (end < 0 || content[..end].Contains("://", StringComparison.Ordinal) || content[..end].Contains('@'))
                return false;
            content = content[(end + 1)..].TrimStart();
        }

        return content.IsEmpty;
    }

    private int FrontMatterEnd()
    {
        if (_spans.Length < 3 || !Is(0, "---") || !_text.AsSpan(_spans[1].Start, _spans[1].Length).Contains(':'))
            return 0;
        for (var i = 1; i < _spans.Length; i++)
        {
            if (Is(i, "---") || Is(i, "..."))
                return i + 1;
        }

        return 0;
    }

    private bool Is(int line, string text) => _text.AsSpan(_spans[line].Start, _spans[line].Length).TrimEnd().SequenceEqual(text);

    /// <summary>Where a line's content is: its chars, the column it starts in, and the quotes around it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(int Start, int End, int Indent, int QuoteDepth)
    {
        public ReadOnlySpan<char> Content(string text) => text.AsSpan(Start, End - Start);

        public static Place Of(string text, TextSpan line)
        {
            var place = Unquoted(text, line);
            while (place.Indent <= MaxIndent && place.Start < place.End && text[place.Start] == '>')
            {
                var from = place.Start + 1;
                if (from < place.End && text[from] == ' ')
                    from++;
                place = Indented(text, from, place.End, 0) with { QuoteDepth = place.QuoteDepth + 1 };
            }

            return place;
        }

        public static Place Unquoted(string text, TextSpan line)
        {
            var end = line.End;
            while (end > line.Start && char.IsWhiteSpace(text[end - 1]))
                end--;
            return Indented(text, line.Start, end, 0);
        }

        public Place Skip(string text, int chars) => Indented(text, Start + chars, End, Indent + chars) with { QuoteDepth = QuoteDepth };

        /// <summary>Without the <c>#</c>s that may close a heading.</summary>
        public Place WithoutClosingMarks(string text)
        {
            var content = Content(text);
            var trimmed = content.TrimEnd('#');
            if (trimmed.Length == content.Length || (trimmed.Length > 0 && trimmed[^1] is not (' ' or '\t')))
                return this;
            return this with { End = Start + trimmed.TrimEnd().Length };
        }

        private static Place Indented(string text, int start, int end, int column)
        {
            for (; start < end; start++)
            {
                if (text[start] == '\t')
                    column += 4 - (column % 4);
                else if (char.IsWhiteSpace(text[start]) || text[start] == '\uFEFF')
                    column++;
                else
                    break;
            }

            return new Place(start, end, column, 0);
        }
    }
}
