namespace Flywheel.Agents.Models.Catalogue;

/// <summary>Finds what was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the smallest edit distance, at most a third of the name (2 for short names); ties go to the ordinally first.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) => candidates
        .Select(candidate => (Candidate: candidate, Distance: Distance(name, candidate)))
        .Where(pair => pair.Distance <= Math.Max(2, name.Length / 3))
        .OrderBy(static pair => pair.Distance)
        .ThenBy(static pair => pair.Candidate, StringComparer.Ordinal)
        .Select(static pair => pair.Candidate)
        .FirstOrDefault();

    /// <summary>Levenshtein's distance, letters compared without case.</summary>
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                var substitution = previous[j] + (char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]) ? 0 : 1);
                row[j + 1] = Math.Min(substitution, Math.Min(previous[j + 1], row[j]) + 1);
            }

            previous = row;
        }

        return previous[^1];
    }
}
