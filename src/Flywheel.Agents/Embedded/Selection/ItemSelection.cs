using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Tasks;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>
/// Chooses what gets a section: sections of the sources that are about the topic and of the kind asked for, sections about the same thing
/// put together, the best first. Never fills up with what is off the topic.
/// </summary>
internal sealed class ItemSelection
{
    // Measured against the sample corpus: sections of other subjects stay below the floor.
    private const double LeastRelevance = 0.36;
    private const double SameThing = 0.30;
    private const double SameThingWithinDocument = 0.55;
    private const double Supports = 0.14;
    private const double SupportsWithinDocument = 0.30;
    private const double DeniedTopic = 0.6;
    private const double RecordOfEvent = 0.7;
    private const double LeastOfBestDocument = 0.28;
    private const double BestDocument = 0.6;

    private readonly Topic _topic;
    private readonly Evidence _evidence;
    private readonly SectionSimilarity _similarity;
    private readonly ItemNature _nature;
    private readonly ListReading _lists;

    /// <summary>Prepares the choice.</summary>
    /// <param name="topic">What the task is about.</param>
    /// <param name="evidence">What there is.</param>
    /// <param name="similarity">How sections resemble each other.</param>
    /// <param name="nature">What kind of thing an item is.</param>
    /// <param name="lists">Whether the items of a list on the topic are items of the document.</param>
    public ItemSelection(Topic topic, Evidence evidence, SectionSimilarity similarity, ItemNature nature, ListReading lists)
    {
        _lists = lists;
        _topic = topic;
        _evidence = evidence;
        _similarity = similarity;
        _nature = nature;
    }

    /// <summary>The items, best first; fewer than <paramref name="most"/> when the evidence holds no more.</summary>
    /// <param name="most">Most items.</param>
    /// <param name="leastShareOfBest">How relevant an item must be relative to the best, 0 to 1.</param>
    /// <param name="perSource">What each further source adds to an item's rank.</param>
    /// <param name="fewest">Below this number, sections of the documents that are most about the topic fill up.</param>
    public IReadOnlyList<Item> Select(int most, double leastShareOfBest, int fewest, double perSource)
    {
        var items = Distinct(Candidates(leastShareOfBest, fewest));
        AddSupports(items);
        return [.. items
            .OrderByDescending(item => item.Rank(perSource))
            .ThenByDescending(item => item.Relevance)
            .ThenBy(item => item.Seed.Order)
            .Take(most)];
    }

    /// <summary>An item of a document that is there already, with what supports it.</summary>
    public static Item ItemFor(string title, SourceSection seed, Topic topic, Evidence evidence, SectionSimilarity similarity)
    {
        var item = new Item { Title = title, Seed = seed, Relevance = topic.Relevance(seed) };
        new ItemSelection(topic, evidence, similarity, ItemNature.Thing, ListReading.AsText).AddSupports([item]);
        return item;
    }

    private List<Item> Candidates(double leastShareOfBest, int fewest)
    {
        var all = _evidence.Sections
            .SelectMany(section => ListedItems.In(section, _topic, _lists) ?? [Candidate(section)])
            .OfType<Item>()
            .OrderByDescending(candidate => candidate.Relevance)
            .ThenBy(candidate => candidate.Seed.Order)
            .ToList();
        if (all.Count == 0)
            return all;

        var floor = Math.Max(LeastRelevance, all[0].Relevance * leastShareOfBest);
        var chosen = all.Where(candidate => candidate.Relevance >= floor).ToList();
        var siblings = all.Where(candidate => candidate.Relevance < floor && candidate.Relevance >= LeastOfBestDocument && _topic.Affinity(candidate.Seed.Location) >= BestDocument);
        chosen.AddRange(siblings.Take(Math.Max(0, fewest - chosen.Count)));
        return chosen;
    }

    private Item? Candidate(SourceSection section)
    {
        if (section.IsLead || Opening(section) is not { } opening || !IsOfKind(section, opening))
            return null;

        var title = ItemTitle.FromHeading(section.Heading, _topic.Task) ?? ItemTitle.FromSentence(opening);
        return title is null ? null : new Item { Title = title, Seed = section, Relevance = RelevanceOf(section) };
    }

    // The sentence that presents the section: the first that stands alone.
    private static Sentence? Opening(SourceSection section) =>
        section.Sentences.FirstOrDefault(sentence => sentence.Dependence != Dependence.Dangling && !sentence.Is(SentenceTraits.Example));

    private bool IsOfKind(SourceSection section, Sentence opening) => _nature switch
    {
        ItemNature.Advice => (section.Heading is not null && TraitReader.IsImperative(section.Heading)) || section.Sentences.Any(sentence => sentence.Is(SentenceTraits.Advice)),
        ItemNature.Problem => PresentsProblem(section, opening),
        _ => true,
    };

    private bool PresentsProblem(SourceSection section, Sentence opening)
    {
        var named = _topic.Task.ItemTerms.Count > 0 && _topic.Task.ItemTerms.All(section.HeadingTerms.Contains);
        if (named)
            return true;

        var imperative = section.Heading is not null && TraitReader.IsImperative(section.Heading);
        return !imperative && !opening.Is(SentenceTraits.Advice) && section.Sentences.Any(sentence => sentence.Is(SentenceTraits.Problem));
    }

    private double RelevanceOf(SourceSection section)
    {
        var relevance = _topic.Relevance(section);
        var denied = section.Sentences.Any(sentence =>
            sentence.Is(SentenceTraits.Caveat) && sentence.Text.Contains(" not make ", StringComparison.Ordinal) && _topic.Coverage(sentence.Terms) >= DeniedTopic);
        var factor = (denied ? DeniedTopic : 1) * (IsRecordOfEvent(section) ? RecordOfEvent : 1);
        return factor < 1 ? Topic.Quantised(relevance * factor) : relevance;
    }

    // Where no problems are asked for, a row of a table or the report of an incident supports an item rather than being one.
    private bool IsRecordOfEvent(SourceSection section) =>
        _nature != ItemNature.Problem && section.Fields.Count > 0 && !(_nature == ItemNature.Advice && section.Heading is { } heading && TraitReader.IsImperative(heading));

    private List<Item> Distinct(List<Item> candidates)
    {
        var items = new List<Item>();
        foreach (var candidate in candidates)
        {
            var same = items.Find(item => IsSameThing(item, candidate));
            if (same is null)
                items.Add(candidate);
            else
                same.Supports.Add(new SupportingSection(candidate.Seed, _similarity.Between(same.Seed, candidate.Seed)));
        }

        return items;
    }

    private bool IsSameThing(Item item, Item candidate)
    {
        if (string.Equals(item.Title, candidate.Title, StringComparison.OrdinalIgnoreCase))
            return true;

        var withinDocument = string.Equals(item.Seed.Location, candidate.Seed.Location, StringComparison.Ordinal);
        return _similarity.Between(item.Seed, candidate.Seed) >= (withinDocument ? SameThingWithinDocument : SameThing);
    }

    // Every other section supports at most the one item it is closest to.
    private void AddSupports(List<Item> items)
    {
        var taken = items.SelectMany(item => item.Supports.Select(support => support.Section).Append(item.Seed)).ToHashSet();
        foreach (var section in _evidence.Sections)
        {
            if (taken.Contains(section))
                continue;

            Item? closest = null;
            double similarity = 0;
            foreach (var item in items)
            {
                var between = _similarity.Between(item.Seed, section);
                if (between > similarity)
                    (closest, similarity) = (item, between);
            }

            var withinDocument = closest is not null && string.Equals(closest.Seed.Location, section.Location, StringComparison.Ordinal);
            if (closest is not null && similarity >= (withinDocument ? SupportsWithinDocument : Supports))
                closest.Supports.Add(new SupportingSection(section, similarity));
        }

        foreach (var item in items)
            item.Supports.Sort((a, b) => a.Similarity != b.Similarity ? b.Similarity.CompareTo(a.Similarity) : a.Section.Order.CompareTo(b.Section.Order));
    }
}
