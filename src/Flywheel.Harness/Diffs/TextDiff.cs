using System.Text;
using DiffPlex;
using DiffPlex.Model;

namespace Flywheel.Harness.Diffs;

/// <summary>The difference of two texts, by words or by lines. Thread-safe.</summary>
internal static class TextDiff
{
    /// <summary>The edits that turn one text into the other, in order; together the kept and added ones are the new text.</summary>
    public static IReadOnlyList<WordEdit> Words(string before, string after)
    {
        var diff = new Differ().CreateCustomDiffs(before, after, ignoreWhiteSpace: false, Pieces);
        var edits = new List<WordEdit>();
        var old = 0;
        foreach (var block in diff.DiffBlocks)
        {
            Add(edits, WordChange.Kept, diff.PiecesOld, old, block.DeleteStartA - old);
            Add(edits, WordChange.Removed, diff.PiecesOld, block.DeleteStartA, block.DeleteCountA);
            Add(edits, WordChange.Added, diff.PiecesNew, block.InsertStartB, block.InsertCountB);
            old = block.DeleteStartA + block.DeleteCountA;
        }

        Add(edits, WordChange.Kept, diff.PiecesOld, old, diff.PiecesOld.Length - old);
        return edits;
    }

    /// <summary>The edits as one text: <c>[-gone-]</c>, <c>{+new+}</c>.</summary>
    public static string Marked(IReadOnlyList<WordEdit> edits)
    {
        var text = new StringBuilder();
        foreach (var edit in edits)
        {
            text.Append(edit.Change switch
            {
                WordChange.Added => $"{{+{edit.Text}+}}",
                WordChange.Removed => $"[-{edit.Text}-]",
                _ => edit.Text,
            });
        }

        return text.ToString();
    }

    /// <summary>For every line of the new text the line of the old one it is, or -1 when it is new.</summary>
    public static int[] LineOrigins(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var origins = new int[after.Count];
        Array.Fill(origins, -1);
        var start = CommonStart(before, after);
        var end = CommonEnd(before, after, start);
        for (var i = 0; i < start; i++)
            origins[i] = i;
        for (var i = 1; i <= end; i++)
            origins[^i] = before.Count - i;
        var oldMiddle = before.Skip(start).Take(before.Count - start - end);
        var newMiddle = after.Skip(start).Take(after.Count - start - end);
        var diff = new Differ().CreateCustomDiffs(string.Join('\n', oldMiddle), string.Join('\n', newMiddle), ignoreWhiteSpace: false, static text => text.Split('\n'));
        MapKept(diff, start, origins, after.Count - end);
        return origins;
    }

    // Words with the white space after them; punctuation stands alone, so that a changed comma is not a changed word.
    private static string[] Pieces(string text)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && Joined(text[i - 1], text[i]))
                continue;
            pieces.Add(text[start..i]);
            start = i;
        }

        return [.. pieces];
    }

    private static bool Joined(char left, char right) =>
        char.IsWhiteSpace(right) || !char.IsWhiteSpace(left) && IsWord(left) && IsWord(right) || char.IsHighSurrogate(left);

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character is '_' or '-' or '\'' || char.IsSurrogate(character);

    private static void MapKept(DiffResult diff, int start, int[] origins, int end)
    {
        var (old, now) = (0, 0);
        foreach (var block in diff.DiffBlocks)
        {
            while (now < block.InsertStartB)
                origins[start + now++] = start + old++;
            old = block.DeleteStartA + block.DeleteCountA;
            now = block.InsertStartB + block.InsertCountB;
        }

        while (start + now < end && now < diff.PiecesNew.Length && old < diff.PiecesOld.Length)
            origins[start + now++] = start + old++;
    }

    private static int CommonStart(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        var count = 0;
        while (count < a.Count && count < b.Count && string.Equals(a[count], b[count], StringComparison.Ordinal))
            count++;
        return count;
    }

    private static int CommonEnd(IReadOnlyList<string> a, IReadOnlyList<string> b, int start)
    {
        var count = 0;
        while (count < a.Count - start && count < b.Count - start && string.Equals(a[^(count + 1)], b[^(count + 1)], StringComparison.Ordinal))
            count++;
        return count;
    }

    private static void Add(List<WordEdit> edits, WordChange change, IReadOnlyList<string> pieces, int start, int count)
    {
        if (count > 0)
            edits.Add(new WordEdit(change, string.Concat(pieces.Skip(start).Take(count))));
    }
}
