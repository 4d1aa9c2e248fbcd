namespace Flywheel.Storage.Text;

/// <summary>Finds code between backticks in a line or paragraph: it ends at a run of as many backticks as it began with (CommonMark 0.31, 6.1).</summary>
public static class InlineCode
{
    /// <summary>What stands between the backticks of each code span of <paramref name="chars"/>, in order.</summary>
    public static IReadOnlyList<TextSpan> In(ReadOnlySpan<char> chars)
    {
        List<TextSpan>? spans = null;
        for (var open = chars.IndexOf('`'); open >= 0 && open < chars.Length;)
        {
            var ticks = RunAt(chars, open);
            var from = open + ticks;
            var close = ticks == 0 ? -1 : Closing(chars, from, ticks);
            if (close >= 0)
            {
                (spans ??= []).Add(new TextSpan(from, close - from));
                from = close + ticks;
            }

            var next = chars[from..].IndexOf('`');
            open = next < 0 ? -1 : from + next;
        }

        return spans ?? (IReadOnlyList<TextSpan>)[];
    }

    private static int Closing(ReadOnlySpan<char> chars, int from, int ticks)
    {
        while (chars[from..].IndexOf('`') is >= 0 and var distance)
        {
            from += distance;
            var run = RunAt(chars, from);
            if (run == ticks)
                return from;
            from += run;
        }

        return -1;
    }

    private static int RunAt(ReadOnlySpan<char> chars, int from)
    {
        var length = chars[from..].IndexOfAnyExcept('`');
        return length < 0 ? chars.Length - from : length;
    }
}
