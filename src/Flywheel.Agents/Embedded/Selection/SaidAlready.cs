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
    public void Add(string text, IReadOnlySet<string> terms) => _said.Add((Shingles.Of(text), terms));

    /// <summary>Whether two sentences say the same.</summary>
    public static bool IsSame(Sentence one, Sentence other) => IsSame(one.Shingles, one.Terms, other.Shingles, other.Terms);

    private static bool IsSame(Shingles one, IReadOnlySet<string> oneTerms, Shingles other, IReadOnlySet<string> otherTerms)
    {
        if (one.Jaccard(other) >= SameWords || one.Containment(other) >= Contained || other.Containment(one) >= Contained)
            return true;

        var shared = 0;
        foreach (var term in oneTerms)
        {
            if (otherTerms.Contains(term))
                shared++;
        }

        var all = oneTerms.Count + otherTerms.Count - shared;
        return all > 0 && shared >= SameTerms * all;
    }
}
