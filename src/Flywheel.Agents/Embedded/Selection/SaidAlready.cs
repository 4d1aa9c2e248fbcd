using Flywheel.Agents.Embedded.Reading;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>What a document says already; refuses sentences that say the same in nearly the same words.</summary>
internal sealed class SaidAlready
{
    private const double SameWords = 0.45;
    private const double Contained = 0.6;
    private const double SameTerms = 0.65;

    private readonly List<(Shingles Shingles, IReadOnlySet<string> Terms)> _said = [];

    /// <summary>Whether <paramref name="sentence"/> is said already.</summary>
    public bool Has(Sentence sentence) => _said.Exists(said => IsSame(sentence.Shingles, sentence.Terms, said.Shingles, said.Terms));

    /// <summary>Notes that a sentence is said.</summary>
    public void Add(Sentence sentence) => _said.Add((sentence.Shingles, sentence.Terms));

    /// <summary>Notes that a text is said.</summary>
    public void Add(string text) => _said.Add((Shingles.Of(text), Tokenizer.Terms(text).ToHashSet(StringComparer.Ordinal)));

    /// <summary>Whether a text is said already.</summary>
    public bool Has(string text)
    {
        var shingles = Shingles.Of(text);
        var terms = Tokenizer.Terms(text).ToHashSet(StringComparer.Ordinal);
        return _said.Exists(said => IsSame(shingles, terms, said.Shingles, said.Terms));
    }

    /// <summary>Whether two sentences make the same claim, whole: neither says more than the other.</summary>
    public static bool IsSame(Sentence one, Sentence other) =>
        one.Shingles.Jaccard(other.Shingles) >= SameWords || Overlap(one.Terms, other.Terms) >= SameTerms;

    private static bool IsSame(Shingles one, IReadOnlySet<string> oneTerms, Shingles other, IReadOnlySet<string> otherTerms)
    {
        if (one.Jaccard(other) >= SameWords || one.Containment(other) >= Contained || other.Containment(one) >= Contained)
            return true;

        return Overlap(oneTerms, otherTerms) >= SameTerms;
    }

    private static double Overlap(IReadOnlySet<string> one, IReadOnlySet<string> other)
    {
        var shared = 0;
        foreach (var term in one)
        {
            if (other.Contains(term))
                shared++;
        }

        var all = one.Count + other.Count - shared;
        return all == 0 ? 0 : (double)shared / all;
    }
}
