using System.Globalization;
using System.Text;

namespace Flywheel.Agents.Tasks;

/// <summary>A word of a task text: letters and digits, with inner apostrophes; everything else separates words.</summary>
/// <param name="Lower">Lower-case (invariant), typographic apostrophes made straight.</param>
/// <param name="Start">Index of the first character in the text.</param>
/// <param name="End">Index after the last character.</param>
internal readonly record struct TaskWord(string Lower, int Start, int End)
{
    /// <summary>The words of <paramref name="text"/>, in order.</summary>
    public static IReadOnlyList<TaskWord> Of(string text)
    {
        var words = new List<TaskWord>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsInside(text, i))
            {
                if (start < 0)
                    start = i;
            }
            else if (start >= 0)
            {
                words.Add(new TaskWord(Lowered(text.AsSpan(start, i - start)), start, i));
                start = -1;
            }
        }

        return words;
    }

    private static bool IsInside(string text, int i)
    {
        if (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]) || CharUnicodeInfo.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark)
            return true;

        return IsApostrophe(text[i])
            && i > 0 && char.IsLetterOrDigit(text[i - 1])
            && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]);
    }

    private static string Lowered(ReadOnlySpan<char> word)
    {
        var lower = new StringBuilder(word.Length);
        foreach (var c in word)
            lower.Append(IsApostrophe(c) ? '\'' : char.ToLowerInvariant(c));

        return lower.ToString();
    }

    private static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u02BC';
}
