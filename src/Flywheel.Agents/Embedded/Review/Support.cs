using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Review;

/// <summary>How much of what a sentence says stands in the passages: the share of its terms that one passage has.</summary>
internal sealed class Support
{
    /// <summary>From this share on a passage says what the sentence says.</summary>
    public const double Enough = 0.6;

    /// <summary>Below this share it does not.</summary>
    public const double Little = 0.35;

    private readonly HashSet<string>[] _terms;
    private readonly double[] _relevance;

    /// <summary>Reads the passages.</summary>
    public Support(Evidence evidence, Topic topic)
    {
        _relevance = new double[evidence.Passages.Count];
        foreach (var sentence in evidence.Sentences)
            _relevance[sentence.Citation - 1] = Math.Max(_relevance[sentence.Citation - 1], topic.Relevance(sentence.Section));
        _terms = [.. evidence.Passages.Select(passage => Tokenizer.Terms($"{passage.Title} {passage.Heading} {passage.Text[..Math.Min(passage.Text.Length, EvidenceReader.LongestPassage)]}").ToHashSet(StringComparer.Ordinal))];
    }

    /// <summary>How much what the sentence rests on is about the topic: the best of the cited passages that say it; 0 when none does.</summary>
    public double RelevanceOfCited(CitedSentence sentence) => OfCited(sentence) < Enough
        ? 0
        : sentence.Cited.Where(IsValid).Select(number => _relevance[number - 1]).DefaultIfEmpty(0).Max();

    /// <summary>The share that the best of the cited passages has, 0 to 1; 0 without a valid citation.</summary>
    public double OfCited(CitedSentence sentence)
    {
        var terms = Terms(sentence);
        return sentence.Cited.Where(IsValid).Select(number => Share(terms, number)).DefaultIfEmpty(0).Max();
    }

    /// <summary>The share that all cited passages together have: for a sentence that sums up.</summary>
    public double OfAllCited(CitedSentence sentence)
    {
        var terms = Terms(sentence);
        var cited = sentence.Cited.Where(IsValid).ToArray();
        return terms.Length == 0 ? 1 : (double)terms.Count(term => cited.Any(number => _terms[number - 1].Contains(term))) / terms.Length;
    }

    /// <summary>The number of the passage that says most of it, and the share; the first of equals.</summary>
    public (int Number, double Share) Best(CitedSentence sentence)
    {
        var terms = Terms(sentence);
        var best = (Number: 0, Share: 0.0);
        for (var number = 1; number <= _terms.Length; number++)
        {
            var share = Share(terms, number);
            if (share > best.Share)
                best = (number, share);
        }

        return best;
    }

    /// <summary>Whether a number names a passage.</summary>
    public bool IsValid(int number) => number >= 1 && number <= _terms.Length;

    private static string[] Terms(CitedSentence sentence) => [.. Tokenizer.Terms(sentence.Bare).Distinct(StringComparer.Ordinal)];

    private double Share(string[] terms, int number) =>
        terms.Length == 0 ? 1 : (double)terms.Count(_terms[number - 1].Contains) / terms.Length;
}
