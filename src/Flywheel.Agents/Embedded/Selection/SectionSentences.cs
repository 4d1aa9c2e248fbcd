using System.Runtime.InteropServices;
using Flywheel.Agents.Embedded.Reading;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>
/// Chooses the sentences of one section of the document: what its source says of it (advice, mechanism, example, caveat), then what
/// others add, caveats last. A sentence that points back is taken with the one it points to or not at all.
/// </summary>
internal sealed class SectionSentences
{
    private const double LeastInSupport = 0.30;
    private const double LeastTogether = 0.74;
    private const double LeastElsewhere = 0.50;
    private const double LeastForListed = 0.43;
    private const double LeastRelevanceElsewhere = 0.30;
    private const double MostlyOnTopic = 0.5;

    private const double TouchesTopic = 0.3;
    private const double TopicDocument = 0.6;
    private const double WideSlack = 0.15;

    private readonly double _slack;
    private readonly Topic _topic;
    private readonly Evidence _evidence;
    private readonly SectionSimilarity _similarity;
    private readonly SaidAlready _said;
    private readonly IReadOnlyList<SourceSection> _seeds;

    /// <summary>Prepares the choice for a document.</summary>
    /// <param name="topic">What it is about.</param>
    /// <param name="evidence">What it may say.</param>
    /// <param name="similarity">How sections resemble each other.</param>
    /// <param name="said">What it says already; what is chosen is added.</param>
    /// <param name="items">All its items: a section that presents one supports no other.</param>
    /// <param name="reach">How close other sources' sentences must be.</param>
    public SectionSentences(Topic topic, Evidence evidence, SectionSimilarity similarity, SaidAlready said, IReadOnlyList<Item> items, SupportReach reach)
    {
        _slack = reach == SupportReach.Wide ? WideSlack : 0;
        _topic = topic;
        _evidence = evidence;
        _similarity = similarity;
        _said = said;
        _seeds = [.. items.Select(item => item.Seed)];
    }

    /// <summary>The sentence an item's section opens with, noted as said; null when all are _said.</summary>
    public Sentence? Opening(Item item)
    {
        var candidates = item.Seed.Sentences
            .Where(sentence => sentence.Dependence != Dependence.Dangling && !sentence.Is(SentenceTraits.Example) && !_said.Has(sentence))
            .ToArray();
        var best = candidates.Length == 0 ? 0 : candidates.Max(sentence => _topic.Coverage(sentence.Terms));

        // The first that says what the section is about; a section that is partly about something else opens where it comes to the topic.
        var opening = Array.Find(candidates, sentence => !sentence.Is(SentenceTraits.Caveat) && (best < MostlyOnTopic || _topic.Coverage(sentence.Terms) * 3 >= best))
            ?? candidates.FirstOrDefault();
        if (opening is not null)
            _said.Add(opening);
        return opening;
    }

    /// <summary>Chooses for an item, and notes what is chosen as _said.</summary>
    /// <param name="item">The item.</param>
    /// <param name="opening">What <see cref="Opening"/> gave.</param>
    /// <param name="limits">How many sentences.</param>
    public IReadOnlyList<Sentence> Choose(Item item, Sentence? opening, SentenceLimits limits)
    {
        var own = FromSeed(item.Seed, opening, limits.FromSeed);
        foreach (var sentence in own)
            _said.Add(sentence);

        var others = FromOthers(item, own, limits.Most - own.Count);
        return InReadingOrder(own, others);
    }

    private List<Sentence> FromSeed(SourceSection seed, Sentence? opening, int most)
    {
        List<Sentence> chosen = opening is null ? [] : [opening];
        var usable = OnTopic(seed);
        while (chosen.Count < most)
        {
            var (group, value) = (default(List<Sentence>), 0.0);
            foreach (var sentence in usable)
            {
                if (chosen.Contains(sentence) || _said.Has(sentence) || WithPredecessors(sentence, seed, chosen) is not { } candidate)
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

    // Of a section that only touches the topic, in a document about something else, the sentences that do; of any other, all.
    private IReadOnlyList<Sentence> OnTopic(SourceSection seed)
    {
        if (_topic.Coverage(seed.AssertedTerms) >= TouchesTopic || _topic.Affinity(seed.Location) >= TopicDocument)
            return seed.Sentences;

        var onTopic = seed.Sentences.Where(sentence => _topic.Coverage(sentence.Terms) > 0).ToArray();
        return onTopic.Length > 1 ? onTopic : seed.Sentences;
    }

    // The sentence with what must stand before it, or null when that is missing.
    private List<Sentence>? WithPredecessors(Sentence sentence, SourceSection seed, List<Sentence> chosen)
    {
        var group = new List<Sentence> { sentence };
        var current = sentence;
        while (NeedsPredecessor(current, seed, chosen))
        {
            if (current.Previous is not { } previous)
                return null;
            if (chosen.Contains(previous))
                break;
            if (_said.Has(previous))
                return null;
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
        var coverage = _topic.Coverage(sentence.Terms);
        var best = sentence.Section.Sentences.Max(other => _topic.Coverage(other.Terms));
        double worth = 1 + (2 * coverage);
        worth += New(SentenceTraits.Advice, 3, sentence, chosen);
        worth += New(SentenceTraits.Mechanism, 2, sentence, chosen);
        worth += New(SentenceTraits.Example | SentenceTraits.Figure, 1.8, sentence, chosen);
        worth += New(SentenceTraits.Caveat, 1.6, sentence, chosen);
        worth += New(SentenceTraits.Definition, 0.5, sentence, chosen);

        // In a section that is only partly about the topic, its first sentence may be about something else.
        if (sentence.Ordinal == 0 && coverage * 2 >= best)
            worth += 1.5;
        if (sentence.IsListItem)
            worth *= 0.6;
        return coverage <= 0 && best >= MostlyOnTopic ? worth * 0.7 : worth;
    }

    private static double New(SentenceTraits traits, double worth, Sentence sentence, List<Sentence> chosen)
    {
        if (!sentence.Is(traits))
            return 0;
        return chosen.Exists(other => other.Is(traits)) ? worth / 4 : worth;
    }

    private List<Sentence> FromOthers(Item item, List<Sentence> own, int most)
    {
        var chosen = new List<Sentence>();
        foreach (var sentence in Supporting(item, own))
        {
            if (chosen.Count >= most)
                break;
            if (_said.Has(sentence) || chosen.Exists(other => string.Equals(other.Section.Location, sentence.Section.Location, StringComparison.Ordinal)))
                continue;

            chosen.Add(sentence);
            _said.Add(sentence);
        }

        return chosen;
    }

    /// <summary>Sentences of other sections that support an item, the best first; said or not.</summary>
    public IEnumerable<Sentence> SupportingSentences(Item item) => Supporting(item, []);

    // Sentences of other sections that are closest to this item, the best first.
    private IEnumerable<Sentence> Supporting(Item item, List<Sentence> own)
    {
        var candidates = new List<(Sentence Sentence, double Worth)>();
        foreach (var section in _evidence.Sections)
        {
            if (_seeds.Contains(section))
                continue;

            var support = item.Supports.Find(support => ReferenceEquals(support.Section, section)).Similarity;
            var least = (support > 0 ? LeastInSupport : item.IsListed ? LeastForListed : LeastElsewhere) - _slack;
            if (support <= 0 && !item.IsListed && _topic.Relevance(section) < LeastRelevanceElsewhere - (2 * _slack))
                continue;

            foreach (var sentence in section.Sentences.Where(sentence => StandsAlone(sentence) && !sentence.IsListItem))
            {
                var closeness = _similarity.Of(sentence, item.Seed);
                if (closeness >= least && closeness + (2 * support) >= (support > 0 ? LeastTogether - _slack : 0) && IsClosest(sentence, item, closeness))
                    candidates.Add((sentence, Topic.Quantised(closeness + support + (0.2 * _topic.Coverage(sentence.Terms)) + (0.1 * Gain(sentence, own)))));
            }
        }

        return candidates
            .OrderByDescending(candidate => candidate.Worth)
            .ThenBy(candidate => candidate.Sentence.Section.Order)
            .ThenBy(candidate => candidate.Sentence.Ordinal)
            .Select(candidate => candidate.Sentence);
    }

    private bool IsClosest(Sentence sentence, Item item, double closeness) =>
        !_seeds.Any(seed => !ReferenceEquals(seed, item.Seed) && _similarity.Of(sentence, seed) > closeness);

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

    // A source's own order is kept; what others add stands before the caveats with which it closes.
    private static List<Sentence> InReadingOrder(List<Sentence> own, List<Sentence> others)
    {
        var closing = own.Count;
        while (closing > 1 && own[closing - 1] is var last && last.Is(SentenceTraits.Caveat) && last.Dependence == Dependence.None)
            closing--;

        var ordered = own.Take(closing).ToList();
        ordered.AddRange(others.Where(sentence => !IsPlainCaveat(sentence)));
        ordered.AddRange(own.Skip(closing));
        ordered.AddRange(others.Where(IsPlainCaveat));
        return ordered;
    }

    private static bool IsPlainCaveat(Sentence sentence) => sentence.Is(SentenceTraits.Caveat) && !sentence.Is(SentenceTraits.Advice);
}

/// <summary>How many sentences a section of the document takes.</summary>
/// <param name="FromSeed">Most from the source that presents the item.</param>
/// <param name="Most">Most in all.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SentenceLimits(int FromSeed, int Most);

/// <summary>How close sentences of other sources must be to support an item.</summary>
internal enum SupportReach
{
    /// <summary>Clearly about the same thing.</summary>
    Close,

    /// <summary>About something near: for documents that must draw on more sources.</summary>
    Wide,
}
