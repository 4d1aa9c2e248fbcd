using System.Text.RegularExpressions;
using Flywheel.Storage.Text;

namespace Flywheel.Harness.Linting;

/// <summary>The words of a rule as lint compares them: what it speaks of, and whether it asks for or forbids. Immutable and thread-safe.</summary>
internal sealed partial class Wording
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    private static readonly (string One, string Other)[] Opposites =
    [
        .. new[]
        {
            ("short", "long"), ("brief", "detailed"), ("concise", "exhaustive"), ("first", "last"), ("start", "end"), ("begin", "end"), ("beginning", "end"), ("formal", "informal"),
            ("formal", "casual"), ("ascending", "descending"), ("oldest", "newest"), ("active", "passive"), ("top", "bottom"), ("plain", "technical"), ("broad", "narrow"), ("numbered", "unnumbered"),
            ("singular", "plural"), ("past", "present"), ("largest", "smallest"), ("strongest", "weakest"), ("imperial", "metric"), ("american", "british"),
        }.Select(pair => (Stem(pair.Item1), Stem(pair.Item2))),
    ];

    private static readonly HashSet<string> Generic =
    [
        .. "use include write add give provide make put keep avoid omit leave exclude skip refrain always must please ensure sure need take let do state mention show contain forbid ban forbidden banned drop remove allow permit"
            .Split(' ').Select(Stem),
    ];

    private Wording(HashSet<string> terms, bool forbids)
    {
        Terms = terms;
        Forbids = forbids;
    }

    /// <summary>The stems that carry its meaning.</summary>
    public HashSet<string> Terms { get; }

    /// <summary>Whether it says what is not to be done.</summary>
    public bool Forbids { get; }

    /// <summary>Reads a rule's text.</summary>
    public static Wording Of(string text) =>
        new([.. Tokenizer.Terms(text).Where(term => !Generic.Contains(term))], Negation().IsMatch(text));

    /// <summary>The share of common terms.</summary>
    public double Likeness(Wording other)
    {
        var common = Terms.Count(other.Terms.Contains);
        var all = Terms.Count + other.Terms.Count - common;
        return all == 0 ? 0 : (double)common / all;
    }

    /// <summary>Whether the two differ in nothing but one pair of opposites.</summary>
    public bool IsOpposite(Wording other)
    {
        if (Forbids != other.Forbids)
            return false;
        foreach (var (one, another) in Opposites)
        {
            if (Differ(one, another) || Differ(another, one))
                return true;
        }

        return false;

        bool Differ(string mine, string theirs)
        {
            if (!Terms.Contains(mine) || !other.Terms.Contains(theirs))
                return false;
            var (ours, others) = (Terms.Except([mine], StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal), other.Terms.Except([theirs], StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
            return ours.Count + others.Count == 0 || 2 * ours.Intersect(others, StringComparer.Ordinal).Count() > Math.Max(ours.Count, others.Count);
        }
    }

    private static string Stem(string word) => Tokenizer.Terms(word) is [var stem, ..] ? stem : word;

    [GeneratedRegex(@"\b(never|not|don't|doesn't|mustn't|shouldn't|cannot|can't|avoid|omit|without|refrain|exclude|skip|forbid|forbidden|leave\s+out|leave\s+(\w+\s+){1,3}out|no|nor|neither|drop|remove)\b", Linear)]
    private static partial Regex Negation();
}
