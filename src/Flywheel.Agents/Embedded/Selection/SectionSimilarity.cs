using Flywheel.Agents.Embedded.Reading;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>
/// How much two sections are about the same thing: the cosine of their terms weighted by how rare they are, terms of a heading twice,
/// terms of the task's topic half, since every section on the topic has those.
/// </summary>
internal sealed class SectionSimilarity(Topic topic)
{
    private readonly HashSet<string> _topicTerms = topic.Terms.ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<SourceSection, Dictionary<string, long>> _vectors = [];

    /// <summary>The similarity, 0 to 1 in steps of a millionth.</summary>
    public double Between(SourceSection one, SourceSection other)
    {
        var a = Vector(one);
        var b = Vector(other);
        double shared = 0;
        foreach (var (term, weight) in a.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (b.TryGetValue(term, out var otherWeight))
                shared += (double)weight * otherWeight;
        }

        var norms = Norm(a) * Norm(b);
        return norms <= 0 ? 0 : Topic.Quantised(shared / norms);
    }

    /// <summary>
    /// How much of what is particular to an item a sentence shares, 0 to 1: the weight of the shared terms of the item's seed,
    /// relative to the sentence's own weight.
    /// </summary>
    public double Of(Sentence sentence, SourceSection seed)
    {
        var vector = Vector(seed);
        long shared = 0;
        long all = 0;
        foreach (var term in sentence.Terms)
        {
            var weight = _topicTerms.Contains(term) ? topic.Idf(term) / 2 : topic.Idf(term);
            all += weight;
            if (vector.ContainsKey(term))
                shared += seed.HeadingTerms.Contains(term) ? weight + (weight / 2) : weight;
        }

        return all == 0 ? 0 : Topic.Quantised((double)shared / all);
    }

    private Dictionary<string, long> Vector(SourceSection section)
    {
        if (_vectors.TryGetValue(section, out var known))
            return known;

        var vector = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var term in section.Terms)
        {
            var weight = topic.Idf(term);
            if (section.HeadingTerms.Contains(term))
                weight *= 2;
            if (_topicTerms.Contains(term))
                weight /= 2;
            vector.Add(term, weight);
        }

        _vectors.Add(section, vector);
        return vector;
    }

    private static double Norm(Dictionary<string, long> vector)
    {
        double sum = 0;
        foreach (var (_, weight) in vector.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            sum += (double)weight * weight;
        return Math.Sqrt(sum);
    }
}
