using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Flywheel.Agents.Tasks;

/// <summary>The part of a task that counts: "top 5", "3 most common", "five ways".</summary>
/// <param name="Count">How many items are asked for.</param>
/// <param name="First">Index of the phrase's first word.</param>
/// <param name="Next">Index of the first word after the count and its rankings: where the item noun starts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CountPhrase(int Count, int First, int Next)
{
    private const int LongestItemName = 5;

    private static readonly FrozenSet<string> Superlatives =
        new[] { "most", "best", "key", "common", "main" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first count in the task, or null.</summary>
    public static CountPhrase? In(string text, IReadOnlyList<TaskWord> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (Top(text, words, i) is { } top)
                return top;
            if (Superlative(text, words, i) is { } superlative)
                return superlative;
        }

        return Leading(text, words);
    }

    // "top 5", "top five", "top5"
    private static CountPhrase? Top(string text, IReadOnlyList<TaskWord> words, int i)
    {
        var word = words[i].Lower;
        if (string.Equals(word, "top", StringComparison.Ordinal))
            return NumberAt(text, words, i + 1) is { } count ? new CountPhrase(count, i, AfterRankings(words, i + 2)) : null;

        return word.StartsWith("top", StringComparison.Ordinal) && word.Length > 3 && char.IsAsciiDigit(word[3]) && NumberWords.Read(word[3..]) is { } glued
            ? new CountPhrase(glued, i, AfterRankings(words, i + 1))
            : null;
    }

    // "3 most common", "ten best", "five of the key", and "the best three"
    private static CountPhrase? Superlative(string text, IReadOnlyList<TaskWord> words, int i)
    {
        if (NumberAt(text, words, i) is { } count)
        {
            var next = i + 1;
            while (next < words.Count && words[next].Lower is "of" or "the")
                next++;
            return next < words.Count && Superlatives.Contains(words[next].Lower)
                ? new CountPhrase(count, i, AfterRankings(words, next))
                : null;
        }

        if (!Superlatives.Contains(words[i].Lower))
            return null;

        var number = i + 1;
        while (number < words.Count && number < i + 3 && NumberAt(text, words, number) is null && AskingWords.Rankings.Contains(words[number].Lower))
            number++;
        return NumberAt(text, words, number) is { } later ? new CountPhrase(later, i, AfterRankings(words, number + 1)) : null;
    }

    // "List 7 techniques for …": a number right after the asking words, followed by something countable
    private static CountPhrase? Leading(string text, IReadOnlyList<TaskWord> words)
    {
        var i = 0;
        while (i < words.Count && NumberAt(text, words, i) is null && AskingWords.Openers.Contains(words[i].Lower))
            i++;
        if (NumberAt(text, words, i) is not { } count)
            return null;

        var item = AfterRankings(words, i + 1);
        for (var j = item; j < words.Count && j < item + LongestItemName && !AskingWords.Joins.Contains(words[j].Lower); j++)
        {
            var word = words[j].Lower;
            var plural = word.EndsWith('s') || string.Equals(word, "criteria", StringComparison.Ordinal);
            if (plural && (AskingWords.GenericItems.Contains(word) || AskingWords.Problems.Contains(word) || AskingWords.Countables.Contains(word)))
                return new CountPhrase(count, i, item);
        }

        return null;
    }

    private static int AfterRankings(IReadOnlyList<TaskWord> words, int i)
    {
        while (i < words.Count && AskingWords.Rankings.Contains(words[i].Lower))
            i++;
        return i;
    }

    // A number that is a share, an amount of money or part of a decimal or a range counts nothing.
    private static int? NumberAt(string text, IReadOnlyList<TaskWord> words, int i)
    {
        if (i >= words.Count || NumberWords.Read(words[i].Lower) is not { } number)
            return null;

        var before = words[i].Start > 0 ? text[words[i].Start - 1] : ' ';
        var after = words[i].End < text.Length ? text[words[i].End] : ' ';
        if (before is '$' or '€' or '£' or '.' || after is '%' || (after is '.' or ',' && words[i].End + 1 < text.Length && char.IsDigit(text[words[i].End + 1])))
            return null;

        var share = i + 1 < words.Count && words[i + 1].Lower is "percent" or "per" or "percentile";
        return share ? null : number;
    }
}
