using System.Globalization;
using System.Text;

namespace Flywheel.Storage.Text;

/// <summary>
/// Turns words into terms and remembers the answers, since a text repeats its words. Holds at most <see cref="Capacity"/> words, then
/// starts over. Not thread-safe: each owner has its own.
/// </summary>
internal sealed class TermCache
{
    private const int Capacity = 1 << 15;
    private const int LongestRemembered = 40;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public TermCache() => _lookup = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The term of <paramref name="word"/>.</summary>
    public Entry Of(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out var entry))
            return entry;

        entry = Compute(word);
        if (word.Length > LongestRemembered)
            return entry;
        if (_entries.Count >= Capacity)
            _entries.Clear();
        _lookup[word] = entry;
        return entry;
    }

    private static Entry Compute(ReadOnlySpan<char> word)
    {
        var folded = Fold(word);
        return StopWords.Contains(folded) ? new Entry(folded, IsStopword: true) : new Entry(PorterStemmer.Stem(folded), IsStopword: false);
    }

    private static string Fold(ReadOnlySpan<char> word)
    {
        var normal = Nfkc.Normalize(word);
        var digits = char.IsDigit(normal, 0);
        var folded = new StringBuilder(normal.Length);
        foreach (var rune in normal.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || (digits && rune.Value == ','))
                continue;
            folded.Append(rune.Value == '\u2019' ? "'" : Rune.ToLowerInvariant(rune).ToString());
        }

        return folded.Length > 0 ? folded.ToString() : normal;
    }

    internal readonly record struct Entry(string Term, bool IsStopword);
}
