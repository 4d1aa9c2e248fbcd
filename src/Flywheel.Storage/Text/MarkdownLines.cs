using System.Collections.Frozen;

namespace Flywheel.Storage.Text;

/// <summary>
/// Says what each line of a Markdown text is: the one place that knows fences (of either character and any length), indented code,
/// lists, quotes, tables and both kinds of heading. Follows CommonMark 0.31 for blocks, with these liberties for text written by models
/// and in a hurry: a fence in a list item may be indented less than the item; an underline of dashes below a sentence is a rule, not a
/// heading. Thread-safe.
/// </summary>
public static class MarkdownLines
{
    private static readonly FrozenSet<string> SourceHeadings = new[]
    {
        "sources", "source", "references", "reference", "bibliography", "works cited", "citations",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Every line of <paramref name="text"/> in order.</summary>
    public static IReadOnlyList<MarkdownLine> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MarkdownLineReader(text).Read();
    }

    /// <summary>Whether a heading announces a list of sources ("Sources", "References", …), its numbering, emphasis and case aside.</summary>
    public static bool IsSourceHeading(string heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        return SourceHeadings.Contains(Bare(heading));
    }

    /// <summary>A heading in lower case without numbering ("3.", "2.1"), emphasis, and closing punctuation.</summary>
    public static string Bare(string heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        var bare = heading.AsSpan().Trim().TrimStart("*_`~ ");
        var digits = 0;
        while (digits < bare.Length && (char.IsAsciiDigit(bare[digits]) || (digits > 0 && bare[digits] is '.' or ')')))
            digits++;
        if (digits > 0 && digits < bare.Length && bare[digits] == ' ')
            bare = bare[digits..];
        return bare.Trim("*_`~:. ").ToString().ToLowerInvariant();
    }
}
