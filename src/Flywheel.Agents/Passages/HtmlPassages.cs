using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Flywheel.Agents.Passages;

/// <summary>
/// Passages of an HTML page: the text of <c>main</c> (else the longest <c>article</c>, else <c>body</c>) without navigation, scripts,
/// forms, asides and hidden parts. List items come out as <c>- item</c>, table rows as <c>| cell | cell |</c>, preformatted text in a fence.
/// A passage's place is that of the elements it is made of.
/// </summary>
internal sealed class HtmlPassages
{
    private static readonly HashSet<string> Noise = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "input", "textarea",
        "svg", "canvas", "iframe", "object", "embed", "audio", "video", "dialog", "head", "menu",
    };

    private static readonly HashSet<string> NoiseRoles = new(StringComparer.OrdinalIgnoreCase)
    {
        "navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert",
    };

    private static readonly HashSet<string> NoiseNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "nav", "navbar", "navigation", "menu", "sidebar", "breadcrumb", "breadcrumbs", "cookie", "cookies", "cookie-banner", "advert", "ads", "ad",
        "share", "social", "comments", "footer", "newsletter", "popup", "modal", "toc", "pagination", "related", "skip-link",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "div", "section", "article", "main", "header", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "table", "thead", "tbody",
        "tfoot", "tr", "td", "th", "caption", "figure", "figcaption", "address", "details", "summary", "hr", "fieldset", "body",
        "h1", "h2", "h3", "h4", "h5", "h6",
    };

    // The parser's time grows with the square of the depth.
    private const int DeepestPage = 2000;

    // Deeper elements are no text a person wrote; the limit keeps a hostile page from exhausting the stack.
    private const int DeepestElement = 256;

    private const int LongestElement = 1 << 16;

    private const string ItemMarker = "- ";

    private readonly SourceText _source;
    private readonly IElement _root;
    private readonly Rendering _rendering = new();
    private readonly Headings _headings = new();
    private readonly StringBuilder _line = new();
    private readonly Dictionary<string, int> _endTags = new(StringComparer.Ordinal);
    private string _marker = "";
    private char _lastKind = ' ';
    private int _lineStart;
    private int _position;
    private string? _title;

    private HtmlPassages(SourceText source, IElement root)
    {
        _source = source;
        _root = root;
    }

    /// <summary>The passages of a page.</summary>
    /// <exception cref="InvalidDataException">The page is nested too deeply to be one that a person reads.</exception>
    public static IReadOnlyList<Passage> Read(string location, string fileName, SourceText source)
    {
        if (HtmlDepth.Of(source.Text) > DeepestPage)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its elements are nested more than {DeepestPage} deep"));
        var parser = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true });
        using var document = parser.ParseDocument(source.Text);
        var reader = new HtmlPassages(source, Content(document));
        reader.Walk(reader._root, 0);
        reader.Flush(reader.EndTag(reader._root) ?? source.Text.Length);
        var title = reader._title ?? OneLine(document.Title ?? "");
        return reader._rendering.ToPassages(location, title.Length > 0 ? title : fileName, source);
    }

    private static IElement Content(AngleSharp.Html.Dom.IHtmlDocument document)
    {
        var main = document.QuerySelector("main") ?? document.QuerySelector("[role=main]");
        var longest = main ?? document.QuerySelectorAll("article").MaxBy(article => article.TextContent.Length);
        return longest ?? document.Body ?? document.DocumentElement;
    }

    private void Walk(INode node, int depth)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText text)
                _line.Append(text.Data);
            else if (depth < DeepestElement && child is IElement element && !IsNoise(element))
                WalkElement(element, depth + 1);
        }
    }

    private void WalkElement(IElement element, int depth)
    {
        var name = element.LocalName;
        var start = Position(element);
        if (name is "br")
        {
            _line.Append(' ');
            return;
        }

        if (!Blocks.Contains(name))
        {
            Walk(element, depth);
            return;
        }

        Flush(start);
        switch (name)
        {
            case "pre":
                AddBlock(element, start, $"```\n{element.TextContent.Trim('\r', '\n')}\n```");
                break;
            case "tr":
                AddBlock(element, start, Row(element));
                break;
            case ['h', >= '1' and <= '6']:
                Pass(element);
                EnterHeading(element, name[1] - '0');
                break;
            default:
                _marker = name is "li" ? ItemMarker : _marker;
                Walk(element, depth);
                Flush(End(element));
                _marker = name is "li" ? "" : _marker;
                break;
        }

        _lineStart = End(element);
    }

    private void EnterHeading(IElement element, int level)
    {
        var text = OneLine(element.TextContent);
        if (text.Length > 0)
            _title ??= text;
        _headings.Enter(level, text);
        _rendering.Section(_headings.Path);
    }

    private static string Row(IElement row)
    {
        var cells = row.Children.Where(cell => cell.LocalName is "td" or "th").Select(cell => OneLine(cell.TextContent)).ToArray();
        return cells.Any(cell => cell.Length > 0) ? $"| {string.Join(" | ", cells)} |" : "";
    }

    private void AddBlock(IElement element, int start, string text)
    {
        Pass(element);
        Render(text, At(start, End(element)));
    }

    /// <summary>Ends the run of text outside block elements that began at the last block's start or end.</summary>
    private void Flush(int end)
    {
        var text = OneLine(_line.ToString());
        _line.Clear();
        if (text.Length > 0)
        {
            Render(_marker + text, At(Math.Min(SkipEndTag(_lineStart), end), end));
            _marker = "";
        }

        _lineStart = end;
    }

    /// <summary>Adds a block: items follow items, and rows rows, on the next line; anything else stands apart.</summary>
    private void Render(string text, Origin origin)
    {
        if (text.Length == 0)
            return;
        var kind = text.StartsWith("```\n", StringComparison.Ordinal) ? '`' : text[0] == '|' ? '|' : text.StartsWith(ItemMarker, StringComparison.Ordinal) ? '-' : ' ';
        _rendering.Add(text, kind == _lastKind && kind is '|' or '-' ? "\n" : "\n\n", origin, isCode: kind == '`');
        _lastKind = kind;
    }

    private Origin At(int start, int end) =>
        new(_source.LineAt(start), _source.LineAt(Math.Max(start, end - 1)), _source.ByteOffset(Math.Min(start, _source.Text.Length)));

    /// <summary>Where the element starts; one the parser made up starts where the one before did.</summary>
    private int Position(IElement element)
    {
        if (element.SourceReference is { } reference)
            _position = Math.Clamp(reference.Position.Index, _position, _source.Text.Length);
        return _position;
    }

    /// <summary>Where an element ends whose descendants have all been passed; without an end tag near, where the last of them starts.</summary>
    private int End(IElement element) => EndTag(element) ?? _position;

    // Each kind of end tag is looked for once from each place on, so that a page without end tags is not searched over and over.
    private int? EndTag(IElement element)
    {
        var name = element.LocalName;
        if (!_endTags.TryGetValue(name, out var tag) || tag < _position)
        {
            var distance = _source.Text.AsSpan(_position).IndexOf($"</{name}", StringComparison.OrdinalIgnoreCase);
            _endTags[name] = tag = distance < 0 ? int.MaxValue : _position + distance;
        }

        return tag - _position > LongestElement ? null : tag;
    }

    /// <summary>Past the end tag and the white space at <paramref name="position"/>.</summary>
    private int SkipEndTag(int position)
    {
        var text = _source.Text;
        if (text.AsSpan(position).StartsWith("</") && text.IndexOf('>', position) is > 0 and var close)
            position = close + 1;
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
        return position;
    }

    private void Pass(IElement element)
    {
        foreach (var inner in element.QuerySelectorAll("*"))
            Position(inner);
    }

    private static bool IsNoise(IElement element)
    {
        if (Noise.Contains(element.LocalName) || element.HasAttribute("hidden"))
            return true;
        if (string.Equals(element.GetAttribute("aria-hidden"), "true", StringComparison.OrdinalIgnoreCase))
            return true;
        if (element.GetAttribute("role") is { } role && NoiseRoles.Contains(role))
            return true;
        if (element.LocalName is "header" && element.ParentElement is { LocalName: "body" } && element.QuerySelector("h1") is null)
            return true;
        return (element.Id is { } id && NoiseNames.Contains(id)) || element.ClassList.Any(NoiseNames.Contains);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
