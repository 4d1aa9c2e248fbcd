using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Documents;

/// <summary>
/// Finds <c>[1]</c>, <c>[2, 3]</c> and <c>[4-6]</c> in Markdown. Not citations: what stands in fenced, indented or inline code, in link
/// definitions, footnotes (<c>[^1]</c>) and pictures, and the entries of the source list themselves. Thread-safe.
/// </summary>
public static partial class Citations
{
    private const int Largest = 999;
    private const int LongestRange = 50;

    /// <summary>Every citation of <paramref name="text"/> in order.</summary>
    public static IReadOnlyList<Citation> In(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<Citation>();
        if (!text.Contains('['))
            return found;
        foreach (var line in MarkdownLines.Parse(text))
        {
            if (CanCite(line.Kind))
                AddFrom(text, line.Span, found);
        }

        return found;
    }

    /// <summary><paramref name="text"/> without its citations and the white space before each.</summary>
    public static string Remove(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        var position = 0;
        foreach (var span in In(text).Select(citation => citation.Span).Distinct())
        {
            result.Append(text.AsSpan(position, span.Start - position));
            while (result.Length > 0 && result[^1] is ' ' or '\t')
                result.Length--;
            position = span.End;
        }

        return result.Append(text.AsSpan(position)).ToString();
    }

    private static bool CanCite(MarkdownLineKind kind) =>
        kind is MarkdownLineKind.Prose or MarkdownLineKind.ListItem or MarkdownLineKind.TableRow or MarkdownLineKind.Heading;

    private static void AddFrom(string text, TextSpan line, List<Citation> found)
    {
        var spans = InlineCode.In(text.AsSpan(line.Start, line.Length));
        var code = 0;
        foreach (var match in Brackets().EnumerateMatches(text.AsSpan(line.Start, line.Length)))
        {
            var index = match.Index;
            while (code < spans.Count && spans[code].End <= index)
                code++;
            if (code < spans.Count && spans[code].Start <= index)
                continue;
            var start = line.Start + index;
            if (start > 0 && text[start - 1] is '!' or '\\' or '[')
                continue;
            AddNumbers(text.Substring(start + 1, match.Length - 2), start, match.Length, found);
        }
    }

    private static void AddNumbers(string list, int start, int length, List<Citation> found)
    {
        foreach (var part in list.Split(',', ';'))
        {
            var ends = part.Split('-', '\u2013');
            var first = int.Parse(ends[0].AsSpan().Trim(), CultureInfo.InvariantCulture);
            var last = int.Parse(ends[^1].AsSpan().Trim(), CultureInfo.InvariantCulture);
            if (last - first > LongestRange)
                last = first;
            for (var number = first; number <= last; number++)
            {
                if (number is >= 1 and <= Largest)
                    found.Add(new Citation(number, start, length));
            }
        }
    }

    [GeneratedRegex(@"\[[0-9]{1,3}(?: ?[-\u2013] ?[0-9]{1,3})?(?:[,;] ?[0-9]{1,3}(?: ?[-\u2013] ?[0-9]{1,3})?)*\](?!:\s)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Brackets();
}
