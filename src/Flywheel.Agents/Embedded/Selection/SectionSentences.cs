using Flywheel.Agents.Embedded.Reading;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>
/// Chooses the sentences of one section of the document: what its source says of it (advice, mechanism, example, caveat), then what
/// others add, caveats last. A sentence that points back is taken with the one it points to or not at all.
/// </summary>
internal sealed class SectionSentences(Topic topic, SectionSimilarity similarity, SaidAlready said)
{
    private const double LeastSupportingSimilarity = 0.30;

    /// <summary>Chooses for an item, and notes what is chosen as said.</summary>
    /// <param name="item">The item.</param>
    /// <param name="limits">How many sentences.</param>
    /// <param name="excluded">Sections that present other items and are left to them.</param>
    public IReadOnlyList<Sentence> Choose(Item item, SentenceLimits limits, IReadOnlySet<SourceSection> excluded)
    {
        var own = FromSeed(item.Seed, limits.FromSeed);
        foreach (var sentence in own)
            said.Add(sentence);

        var others = FromOthers(item, own, limits.Most - own.Count, excluded);
        return InReadingOrder(own, others);
    }

    private List<Sentence> FromSeed(SourceSection seed, int most)
    {
        var chosen = new List<Sentence>();
        while (chosen.Count < most)
        {
            var (group, value) = (default(List<Sentence>), 0.0);
            foreach (var sentence in seed.Sentences)
            {
                if (chosen.Contains(sentence) || said.Has(sentence) || WithPredecessors(sentence, seed, chosen) is not { } candidate)
                    continue;
                if (chosen.Count + candidate.Count > most)
                    continue;

                var worth = candidate.Average(member => Worth(member, chosen));
                if (worth > value)
                    (group, value) = (candidate, Topic.Quantised(worth));
            }

            if (group is null)
                break;
            chosen.AddRange(group);
        }

        return [.. chosen.OrderBy(sentence => sentence.Ordinal)];
    }

    // The sentence with what must stand before it, or null when that is missing.
    private List<Sentence>? WithPredecessors(Sentence sentence, SourceSection seed, List<Sentence> chosen)
    {
        var group = new List<Sentence> { sentence };
        var current = sentence;
        while (NeedsPredecessor(current, seed, chosen))
        {
            if (current.Previous is not { } previous || said.Has(previous))
                return null;
            if (chosen.Contains(previous))
                break;
            group.Insert(0, previous);
            current = previous;
        }

        return group;
    }

    private static bool NeedsPredecessor(Sentence sentence, SourceSection seed, List<Sentence> chosen)
    {
        if (sentence.Dependence == Dependence.Dangling || sentence.Is(SentenceTraits.Example))
            return true;
        if (sentence.Dependence != Dependence.Named || References.NamedTerm(sentence.Text) is not { } named)
            return false;

        return !seed.HeadingTerms.Contains(named)
            && !chosen.Exists(other => other.Ordinal < sentence.Ordinal && other.Terms.Contains(named));
    }

    private double Worth(Sentence sentence, List<Sentence> chosen)
    {
        double worth = 1 + topic.Coverage(sentence.Terms);
        worth += New(SentenceTraits.Advice, 3, sentence, chosen);
        worth += New(SentenceTraits.Mechanism, 2, sentence, chosen);
        worth += New(SentenceTraits.Example | SentenceTraits.Figure, 1.8, sentence, chosen);
        worth += New(SentenceTraits.Caveat, 1.6, sentence, chosen);
        worth += New(SentenceTraits.Definition, 0.5, sentence, chosen);
        if (sentence.Ordinal == 0)
            worth += 1.5;
        return sentence.IsListItem ? worth * 0.6 : worth;
    }

    private static double New(SentenceTraits traits, double worth, Sentence sentence, List<Sentence> chosen)
    {
        if (!sentence.Is(traits))
            return 0;
        return chosen.Exists(other => other.Is(traits)) ? worth / 4 : worth;
    }

    private List<Sentence> FromOthers(Item item, List<Sentence> own, int most, IReadOnlySet<SourceSection> excluded)
    {
        var candidates = new List<(Sentence Sentence, double Worth)>();
        foreach (var support in item.Supports)
        {
            if (excluded.Contains(support.Section))
                continue;

            foreach (var sentence in support.Section.Sentences)
            {
                if (!StandsAlone(sentence) || sentence.IsListItem)
                    continue;

                var closeness = similarity.Of(sentence, item.Seed);
                if (closeness >= LeastSupportingSimilarity)
                    candidates.Add((sentence, Topic.Quantised(closeness + support.Similarity + (0.2 * topic.Coverage(sentence.Terms)) + (0.1 * Gain(sentence, own)))));
            }
        }

        var chosen = new List<Sentence>();
        foreach (var (sentence, _) in candidates.OrderByDescending(candidate => candidate.Worth).ThenBy(candidate => candidate.Sentence.Section.Order).ThenBy(candidate => candidate.Sentence.Ordinal))
        {
            if (chosen.Count >= most)
                break;
            if (said.Has(sentence) || chosen.Exists(other => ReferenceEquals(other.Section, sentence.Section)))
                continue;

            chosen.Add(sentence);
            said.Add(sentence);
        }

        return chosen;
    }

    private static bool StandsAlone(Sentence sentence) =>
        sentence.Dependence == Dependence.None && !sentence.Is(SentenceTraits.Example);

    // What the section lacks is worth more.
    private static int Gain(Sentence sentence, List<Sentence> own)
    {
        var gain = 0;
        foreach (var trait in new[] { SentenceTraits.Advice, SentenceTraits.Mechanism, SentenceTraits.Figure, SentenceTraits.Caveat })
        {
            if (sentence.Is(trait) && !own.Exists(other => other.Is(trait)))
                gain++;
        }

        return gain;
    }

    private static List<Sentence> InReadingOrder(List<Sentence> own, List<Sentence> others)
    {
        var ordered = own.Where(sentence => !IsClosing(sentence, own)).ToList();
        ordered.AddRange(others.Where(sentence => !sentence.Is(SentenceTraits.Caveat) || sentence.Is(SentenceTraits.Advice)));
        ordered.AddRange(own.Where(sentence => IsClosing(sentence, own)));
        ordered.AddRange(others.Where(sentence => sentence.Is(SentenceTraits.Caveat) && !sentence.Is(SentenceTraits.Advice)));
        return ordered;
    }

    // A caveat may move to the end when it stands alone and nothing leans on it.
    private static bool IsClosing(Sentence sentence, List<Sentence> own) =>
        sentence.Is(SentenceTraits.Caveat)
        && sentence.Ordinal > 0
        && sentence.Dependence == Dependence.None
        && !own.Exists(other => ReferenceEquals(other.Previous, sentence) && (other.Dependence != Dependence.None || other.Is(SentenceTraits.Example)));
}

/// <summary>How many sentences a section of the document takes.</summary>
/// <param name="FromSeed">Most from the source that presents the item.</param>
/// <param name="Most">Most in all.</param>
internal readonly record struct SentenceLimits(int FromSeed, int Most);
