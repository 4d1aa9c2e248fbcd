namespace Flywheel.Harness.Keys;

/// <summary>Finds what a mistyped name was meant to be. Thread-safe.</summary>
public static class NearestName
{
    private const int MostShown = 3;

    /// <summary>
    /// The known names within a third of the name's length (at least two, counting insertions, deletions, substitutions and swaps of neighbours),
    /// nearest first, ties in ordinal order, at most three.
    /// </summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        var limit = Math.Max(2, name.Length / 3);
        return
        [
            .. known
                .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
                .Where(candidate => candidate.Distance <= limit && candidate.Distance < Math.Max(name.Length, candidate.Name.Length))
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Take(MostShown)
                .Select(candidate => candidate.Name),
        ];
    }

    /// <summary>A sentence <c>Did you mean …?</c> with a leading space, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var nearest = Find(name, known);
        return nearest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", nearest.Select(candidate => $"'{candidate}'"))}?";
    }

    // Optimal string alignment: Levenshtein with swaps of neighbours, three rows of the table at a time.
    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = last[j - 1] + (SameLetter(a[i - 1], b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(substitution, Math.Min(last[j], row[j - 1]) + 1);
                var swapped = i > 1 && j > 1 && SameLetter(a[i - 1], b[j - 2]) && SameLetter(a[i - 2], b[j - 1]);
                if (swapped)
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }

    private static bool SameLetter(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
