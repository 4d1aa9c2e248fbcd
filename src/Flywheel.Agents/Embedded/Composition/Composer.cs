using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>
/// Puts a document together: lead, a section per item, what the rules require, all within the word budget. One composer writes one
/// document.
/// </summary>
internal sealed class Composer
{
    private const int MostPractices = 6;
    private const int MostThemes = 5;
    private const int MoreWhenThorough = 2;
    private const int FewestWithoutCount = 5;

    private readonly CompositionOrder _order;
    private readonly Topic _topic;
    private readonly SectionSimilarity _similarity;
    private readonly Evidence _evidence;
    private readonly SaidAlready _said = new();
    private readonly Citing _citing;

    /// <summary>Prepares a document.</summary>
    public Composer(CompositionOrder order, Evidence evidence)
    {
        _order = order;
        _evidence = evidence;
        _topic = new Topic(order.Task, evidence);
        _similarity = new SectionSimilarity(_topic);
        _citing = new Citing(evidence);
    }

    /// <summary>The document.</summary>
    public Document Compose()
    {
        var items = InOrder(Items());
        var lead = new LeadParagraph(_topic, _evidence, _said, _citing);
        var opening = items.Count > 0 ? lead.Opening() : [];
        var sections = Sections(items, out var limits);
        List<DocumentSection> closing = limits is null ? [] : [limits];
        if (items.Count > 0)
            closing.AddRange(Required(items));
        CitedSentence?[] paragraph = [.. opening, lead.Answer(_order.Type, items, sections), lead.Shortfall(_order.ExactCount, items.Count)];
        var document = new Document(Title(items.Count), [.. paragraph.OfType<CitedSentence>()], [.. sections, .. closing]);
        return WordBudget.Apply(document, _order.Rules.MaxWords);
    }

    private IReadOnlyList<Item> Items()
    {
        var nature = _order.Type switch
        {
            TaskType.Enumerated => _order.Task.Nature,
            TaskType.BestPractices => ItemNature.Advice,
            _ => ItemNature.Thing,
        };
        var most = _order.ExactCount
            ?? (_order.Type == TaskType.Research ? MostThemes : MostPractices) + (_order.Rules.Thorough ? MoreWhenThorough : 0);
        var share = _order.ExactCount is null ? 0.62 : _order.Lenient ? 0.3 : 0.5;
        return new ItemSelection(_topic, _evidence, _similarity, nature).Select(most, share, _order.ExactCount is null ? FewestWithoutCount : 0);
    }

    // A list goes by rank; an explanation follows its best source, which argues in an order of its own.
    private IReadOnlyList<Item> InOrder(IReadOnlyList<Item> items)
    {
        if (_order.Type == TaskType.Enumerated)
            return items;

        var documents = items.Select(item => item.Seed.Location).Distinct(StringComparer.Ordinal).ToList();
        return [.. items.OrderBy(item => documents.IndexOf(item.Seed.Location)).ThenBy(item => item.Seed.Order)];
    }

    private List<DocumentSection> Sections(IReadOnlyList<Item> items, out DocumentSection? limits)
    {
        var required = _order.Rules.PerItem.Select(RequiredContent.For).ToArray();
        var lengths = _order.Rules.Thorough ? new SentenceLimits(5, 8) : new SentenceLimits(4, required.Length > 0 ? 4 : 6);
        var sentences = new SectionSentences(_topic, _evidence, _similarity, _said, items);
        var subsections = new List<DocumentSection[]>();
        var chosen = new List<List<Sentence>>();
        foreach (var item in items)
        {
            var opening = sentences.Opening(item);
            subsections.Add([.. required.Select(content => new DocumentSection(content.Title, [content.Choose(item, _said)], []))]);
            chosen.Add([.. sentences.Choose(item, opening, lengths)]);
        }

        limits = HasLimits ? LimitsSection.TakeFrom(chosen, _citing) : null;
        return [.. items.Select((item, i) => new DocumentSection(item.Title, Paragraphs(chosen[i], item, items.Count - i), subsections[i]))];
    }

    private bool HasLimits =>
        _order.Type == TaskType.Research && _order.ExactCount is null && _order.Rules.PerItem.Count == 0 && _order.Rules.PerDocument.Count == 0;

    private IEnumerable<DocumentSection> Required(IReadOnlyList<Item> items) =>
        _order.Rules.PerDocument.Select(title => new RequiredDocumentSection(RequiredContent.For(title), _topic, _said, _citing).Write(_evidence, items));

    // Of five sentences or more, what other sources add starts a paragraph of its own.
    private IReadOnlyList<IReadOnlyList<CitedSentence>> Paragraphs(List<Sentence> sentences, Item item, int rank)
    {
        var cited = sentences.Select((sentence, i) => _citing.Cite(sentence, Value(sentence, i, item, rank), Leans(sentence, i))).ToArray();
        var split = 0;
        while (split < sentences.Count && ReferenceEquals(sentences[split].Section, item.Seed))
            split++;
        return cited.Length >= 5 && split >= 2 && split < cited.Length
            ? [cited[..split], cited[split..]]
            : [cited];
    }

    private static Leaning Leans(Sentence sentence, int index) =>
        index > 0 && (sentence.Dependence == Dependence.Dangling || sentence.Is(SentenceTraits.Example)) ? Leaning.OnPrevious : Leaning.None;

    private static double Value(Sentence sentence, int index, Item item, int rank)
    {
        var value = index == 0 ? 10.0 : 1.0;
        if (sentence.Is(SentenceTraits.Mechanism))
            value += 1.5;
        if (sentence.Is(SentenceTraits.Example | SentenceTraits.Figure))
            value += 1.2;
        if (sentence.Is(SentenceTraits.Caveat))
            value += 1;
        if (ReferenceEquals(sentence.Section, item.Seed))
            value += 0.5;
        return value + (0.01 * rank) - (0.001 * index);
    }

    // "Top 5 ways …" over three sections would promise what is not there.
    private string Title(int found)
    {
        var headline = _order.Task.Headline.Length > 0 ? _order.Task.Headline : "Untitled";
        if (_order.Task.ExpectedCount is not { } asked || found >= asked)
            return headline;

        foreach (var word in TaskWord.Of(headline))
        {
            if (NumberWords.Read(word.Lower) == asked)
                return ItemTitle.Capital((headline[..word.Start] + headline[word.End..].TrimStart()).Trim());
        }

        return headline;
    }
}
