using System.Globalization;
using System.Text;

namespace Flywheel.Cli.Terminal;

/// <summary>
/// The one place where text that others wrote (tasks, documents, models, files) is made fit for a terminal: no escape sequence, control character or
/// direction override leaves the program raw. Thread-safe.
/// </summary>
internal static class SafeText
{
    private const char Ellipsis = '…';

    /// <summary>One line: line breaks and tabs become spaces, control characters visible signs.</summary>
    public static string Line(string? text) => Clean(text ?? "", LineBreaks.BecomeSpaces);

    /// <summary>One line of at most so many terminal cells, cut with an ellipsis.</summary>
    public static string Line(string? text, int cells) => Shorten(Line(text), cells);

    /// <summary>Several lines: line breaks and tabs are kept, control characters become visible signs.</summary>
    public static string Block(string? text) => Clean((text ?? "").ReplaceLineEndings("\n"), LineBreaks.AreKept);

    /// <summary>
    /// JSON text with every character that a terminal could obey as an escape. The value stays the same: outside of strings JSON holds none of them.
    /// </summary>
    public static string Json(string json)
    {
        var first = json.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (first < 0)
            return json;
        var safe = new StringBuilder(json.Length + 16).Append(json, 0, first);
        foreach (var c in json.AsSpan(first))
        {
            if (c is '\n' or '\t' || c >= ' ' && !IsUnsafeInJson(c))
                safe.Append(c);
            else
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return safe.ToString();
    }

    /// <summary>Cuts a clean line to so many terminal cells, between characters as a reader sees them.</summary>
    public static string Shorten(string line, int cells)
    {
        if (line.Length <= cells && CellWidth.Of(line) <= cells)
            return line;
        var cut = new StringBuilder();
        var used = 0;
        var elements = StringInfo.GetTextElementEnumerator(line);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            used += CellWidth.Of(element);
            if (used > cells - 1)
                return cut.ToString().TrimEnd() + Ellipsis;
            cut.Append(element);
        }

        return line;
    }

    private static string Clean(string text, LineBreaks breaks)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Append(clean, rune, breaks);
        return clean.ToString();
    }

    private static void Append(StringBuilder clean, Rune rune, LineBreaks breaks)
    {
        switch (rune.Value)
        {
            case '\n' or '\t' when breaks == LineBreaks.AreKept:
                clean.Append((char)rune.Value);
                break;
            case '\n' or '\r' or '\t' or 0x0B or 0x0C or 0x85 or 0x2028 or 0x2029:
                clean.Append(' ');
                break;
            case < 0x20:
                clean.Append((char)(0x2400 + rune.Value));
                break;
            case 0x7F:
                clean.Append('␡');
                break;
            case 0x200D:
                clean.Append('\u200D'); // joins emoji
                break;
            default:
                AppendOther(clean, rune);
                break;
        }
    }

    private static void AppendOther(StringBuilder clean, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control:
            case UnicodeCategory.Surrogate:
            case UnicodeCategory.OtherNotAssigned:
                clean.Append('\uFFFD');
                break;
            case UnicodeCategory.Format when ReordersText(rune.Value):
                clean.Append('\uFFFD');
                break;
            case UnicodeCategory.Format:
                break; // takes no space and can hide text
            default:
                clean.Append(rune.ToString());
                break;
        }
    }

    private static bool IsUnsafeInJson(char c) =>
        c is >= '\u007F' and <= '\u009F' or '\u2028' or '\u2029' || ReordersText(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format && c != '\u200D';

    private static bool ReordersText(int value) => value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;

    private enum LineBreaks
    {
        BecomeSpaces,
        AreKept,
    }
}
