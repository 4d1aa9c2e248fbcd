using System.Text;
using System.Text.RegularExpressions;

namespace Flywheel.Agents.Embedded.Reading;

/// <summary>Turns a sentence as it stands in a source into one that can stand in a document, or refuses it.</summary>
internal static partial class SentenceCleaner
{
    private const int ShortestChars = 24;
    private const int LongestChars = 420;
    private const int FewestWords = 4;

    private static readonly string[] LayoutReferences =
    [
        "following table", "following list", "following bullet", "following figure", "table shows", "figure shows", "this article", "this section",
        "this document", "this page", "this chapter", "described above", "described below", "see above", "see below", "shown above", "shown below",
        "quoted here", "reads this article", "next section", "previous section", "click ", "cookie", "subscribe", "following code", "following steps",
        "this post", "listed above", "listed below", "for more details", "for details, see", "for more information",
    ];

    [GeneratedRegex(@"!\[[^\]\n]{0,300}\]\([^)\n]{0,600}\)|<[/a-zA-Z!][^<>\n]{0,300}>|\[\^?\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,8}\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Dropped { get; }

    [GeneratedRegex(@"\[(?<text>[^\[\]\n]{1,300})\]\([^()\s]{1,600}\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])|(?<!\w)_{1,2}(?=\w)|(?<=[\w.,])_{1,2}(?!\w)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Emphasis { get; }

    /// <summary>The sentence ready for use, or null when it is not a whole, plain sentence.</summary>
    public static string? Clean(string raw)
    {
        if (raw.Length > LongestChars * 3)
            return null;

        var text = Plain(raw);
        return IsWhole(text) && IsPlain(text) ? text : null;
    }

    /// <summary>Text without inline markup, on one line.</summary>
    public static string Plain(string raw)
    {
        var text = WithoutMarkup(raw);
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (plain.Length > 0 && plain[^1] != ' ')
                    plain.Append(' ');
                continue;
            }

            // What was dropped may leave a space before the full stop; ".NET" keeps its own.
            var closes = c is '.' or ',' or ';' && (i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1]));
            if (closes && plain.Length > 0 && plain[^1] == ' ')
                plain.Length--;
            plain.Append(c);
        }

        return plain.ToString().Trim();
    }

    // Inline code is kept to the letter.
    private static string WithoutMarkup(string raw)
    {
        var parts = raw.Split('`');
        if (parts.Length % 2 == 0)
            return Emphasis.Replace(Dropped.Replace(Link.Replace(raw, "${text}"), ""), "");

        for (var i = 0; i < parts.Length; i += 2)
            parts[i] = Emphasis.Replace(Dropped.Replace(parts[i], ""), "");
        return Link.Replace(string.Join('`', parts), "${text}");
    }

    private static bool IsWhole(string text)
    {
        if (text.Length is < ShortestChars or > LongestChars)
            return false;

        var first = text[0];
        if (!char.IsUpper(first) && !char.IsDigit(first) && first is not ('"' or '“' or '`'))
            return false;

        var end = text.TrimEnd('"', '”', ')', '\'', '’', '»');
        return end.Length > 0 && end[^1] is '.' or '!' && !end.EndsWith("..", StringComparison.Ordinal) && IsBalanced(text);
    }

    private static bool IsBalanced(string text) =>
        text.AsSpan().Count('(') == text.AsSpan().Count(')')
        && text.AsSpan().Count('[') == text.AsSpan().Count(']')
        && text.AsSpan().Count('"') % 2 == 0
        && text.AsSpan().Count('`') % 2 == 0
        && text.AsSpan().Count('“') == text.AsSpan().Count('”');

    private static bool IsPlain(string text)
    {
        var lower = text.ToLowerInvariant();
        if (lower.StartsWith("see ", StringComparison.Ordinal))
            return false;
        if (Array.Exists(LayoutReferences, reference => lower.Contains(reference, StringComparison.Ordinal)))
            return false;
        if (text.Contains('|', StringComparison.Ordinal) || text.Contains("](", StringComparison.Ordinal) || text.Contains("://", StringComparison.Ordinal))
            return false;

        var letters = 0;
        var words = 1;
        foreach (var c in text)
        {
            if (char.IsLetter(c) || char.IsSurrogate(c))
                letters++;
            else if (c == ' ')
                words++;
        }

        return words >= FewestWords && letters * 10 >= text.Length * 6;
    }
}
