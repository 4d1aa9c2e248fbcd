using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Research;

/// <summary>
/// How much of a batch is new: ten times the share of its content terms that nothing kept so far contains, to one decimal. The lexical form of the
/// novelty gate; deterministic.
/// </summary>
public static class Novelty
{
    /// <summary>Novelty of one passage, 0–10; 10 when nothing is known yet, 0 for a passage without content.</summary>
    public static double Of(SourcePassage passage, IReadOnlySet<string> known)
    {
        ArgumentNullException.ThrowIfNull(passage);
        ArgumentNullException.ThrowIfNull(known);
        var terms = Tokenizer.Terms(passage.Text).ToHashSet(StringComparer.Ordinal);
        if (terms.Count == 0)
            return 0;
        if (known.Count == 0)
            return 10;
        return Math.Round(10.0 * terms.Count(term => !known.Contains(term)) / terms.Count, 1, MidpointRounding.AwayFromZero);
    }

    /// <summary>Novelty of a batch: the mean of its passages; 0 for an empty one.</summary>
    public static double Of(IReadOnlyList<SourcePassage> batch, IReadOnlySet<string> known)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Count == 0 ? 0 : Math.Round(batch.Sum(passage => Of(passage, known)) / batch.Count, 1, MidpointRounding.AwayFromZero);
    }
}
