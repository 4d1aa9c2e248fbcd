using System.Collections.Frozen;

namespace Flywheel.Agents.Passages;

/// <summary>How deep a page's tags are nested, counted without building the page.</summary>
internal static class HtmlDepth
{
    /// <summary>Elements that have no end tag, or may leave it out: they do not nest by being repeated.</summary>
    private static readonly FrozenSet<string> Shallow = new[]
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "caption", "rp", "rt",
        "html", "head", "body",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Shallow.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The most elements open at once; an estimate from above.</summary>
    public static int Of(ReadOnlySpan<char> html)
    {
        var depth = 0;
        var deepest = 0;
        while (html.IndexOf('<') is >= 0 and var open)
        {
            html = html[(open + 1)..];
            var closes = html is ['/', ..];
            var name = closes ? html[1..] : html;
            var length = name.IndexOfAnyExcept(Letters);
            name = length < 0 ? name : name[..length];
            if (name.IsEmpty || Lookup.Contains(name))
                continue;
            depth = closes ? Math.Max(0, depth - 1) : depth + 1;
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
}
