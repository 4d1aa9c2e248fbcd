using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Review;
using Flywheel.Agents.Tasks;

namespace Flywheel.Agents.Embedded.Revision;

/// <summary>
/// What issues ask for, read from their words: which section they name and what it lacks. An issue that names no section is about all.
/// </summary>
internal sealed class IssueCues
{
    private static readonly (SentenceTraits Wanted, string[] Words)[] Cues =
    [
        (SentenceTraits.Example | SentenceTraits.Figure, ["example", "examples", "figure", "figures", "case", "concrete", "specific", "specificity", "number", "numbers", "measurement", "parameter", "parameters"]),
        (SentenceTraits.Caveat, ["caveat", "caveats", "limit", "limits", "limitation", "apply", "condition", "fails", "trade", "drawback", "risk", "risks", "exception"]),
        (SentenceTraits.Mechanism, ["mechanism", "mechanisms", "reason", "reasons", "why", "explain", "explains", "explanation", "cause"]),
        (SentenceTraits.Advice, ["advice", "actionable", "do", "action", "actions", "steps"]),
    ];

    private static readonly string[] ThinWords = ["thin", "short", "fewer", "shallow", "depth", "deeper", "expand", "superficial", "bullets", "stub", "substance"];
    private static readonly string[] LackWords = ["no", "not", "lacks", "lack", "missing", "misses", "without", "needs", "need", "add", "give", "gives", "few", "little", "only", "nothing", "names", "says", "less", "more"];

    private readonly List<(string Lower, HashSet<string> Words)> _issues;

    /// <summary>Reads issues and advice.</summary>
    public IssueCues(IEnumerable<string> issues) =>
        _issues = [.. issues.Select(issue => (issue.ToLowerInvariant(), TaskWord.Of(issue).Select(word => word.Lower).ToHashSet(StringComparer.Ordinal)))];

    /// <summary>What a section is said to lack.</summary>
    public SentenceTraits WantedBy(SectionReview section)
    {
        var wanted = SentenceTraits.None;
        foreach (var (_, words) in About(section))
        {
            foreach (var (trait, cues) in Cues)
            {
                if (cues.Any(words.Contains) && LackWords.Any(words.Contains))
                    wanted |= trait;
            }
        }

        return wanted;
    }

    /// <summary>Whether a section is said to be thin.</summary>
    public bool IsCalledThin(SectionReview section) => About(section).Any(issue => ThinWords.Any(issue.Words.Contains));

    /// <summary>Whether an issue says that something with this heading is left out.</summary>
    public bool MissesHeading(string heading) =>
        _issues.Exists(issue => issue.Lower.Contains("left out", StringComparison.Ordinal) && issue.Lower.Contains(heading.ToLowerInvariant(), StringComparison.Ordinal));

    private IEnumerable<(string Lower, HashSet<string> Words)> About(SectionReview section)
    {
        var title = section.Section.Title.ToLowerInvariant();
        return _issues.Where(issue => title.Length > 0 && issue.Lower.Contains(title, StringComparison.Ordinal) || NamesNoSection(issue.Lower));
    }

    private static bool NamesNoSection(string issue) =>
        !issue.Contains("section", StringComparison.Ordinal) && !issue.Contains('"', StringComparison.Ordinal) && !issue.Contains("line ", StringComparison.Ordinal);
}
