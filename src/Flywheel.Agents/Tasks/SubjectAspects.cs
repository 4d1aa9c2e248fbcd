using Flywheel.Storage.Text;

namespace Flywheel.Agents.Tasks;

/// <summary>Splits the subject of a comparison into what is compared: "retries and circuit breakers" into two.</summary>
internal static class SubjectAspects
{
    private static readonly string[] Separators = [" versus ", " vs. ", " vs ", " compared with ", " compared to ", " and ", ", ", "; "];

    /// <summary>The aspects, or none when the task compares nothing.</summary>
    /// <param name="subject">The subject of the task.</param>
    /// <param name="words">All words of the task.</param>
    public static IReadOnlyList<string> In(string subject, IReadOnlyList<TaskWord> words)
    {
        if (!words.Any(word => AskingWords.Comparisons.Contains(word.Lower)))
            return [];

        var aspects = subject
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(WithoutJoin)
            .Where(aspect => Tokenizer.Terms(aspect).Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        return aspects.Length > 1 ? aspects : [];
    }

    private static string WithoutJoin(string aspect)
    {
        foreach (var lead in new[] { "and ", "differences between ", "difference between ", "comparison of ", "between ", "the ", "both " })
        {
            if (aspect.StartsWith(lead, StringComparison.OrdinalIgnoreCase))
                aspect = aspect[lead.Length..];
        }

        return aspect.Trim();
    }
}
