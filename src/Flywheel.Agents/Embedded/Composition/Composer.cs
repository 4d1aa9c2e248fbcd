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
    private const double PerSource = 0.04;
    private const int UsualSources = 2;
    private const int MostPractices = 6;
    private const int MostThemes = 5;
    private const int MoreWhenThorough = 2;
    private const int FewestWithoutCount = 5;

    private readonly CompositionOrder _order;
    private readonly Evidence _evidence;
    private readonly SupportReach _reach;
    private readonly Topic _topic;
    private readonly SectionSimilarity _similarity;
    private readonly SaidAlready _said = new();
    private readonly Citing _citing;

    private Composer(CompositionOrder order, Evidence evidence, SupportReach reach)
    {
        _order = order;
        _evidence = evidence;
        _reach = reach;
        _topic = new Topic(order.Task, evidence);
        _similarity = new SectionSimilarity(_topic);
        _citing = new Citing(evidence);
    }

    /// <summary>
    /// The document. When it cites fewer sources than the rules ask for, or only one, it is written once more with a wider reach.
    /// </summary>
    public static Document Compose(CompositionOrder order, Evidence evidence)
    {
        var document = new Composer(order, evidence, order.Rules.Thorough ? SupportReach.Wide : SupportReach.Close).Write();
        return SourcesOf(document, evidence) >= Math.Max(order.Rules.MinSources, UsualSources)
            ? document
            : new Composer(order, evidence, SupportReach.Wide).Write();
    }

    private static int SourcesOf(Document document, Evidence evidence) =>
        document.Sections
            .SelectMany(section => section.Sentences)
            .Concat(document.Lead)
            .SelectMany(sentence => sentence.Citations)
            .Select(number => evidence.Passages[number - 1].Location)
            .Distinct(StringComparer.Ordinal)
            .Count();

    private Document Write()
    {
        var items = InOrder(Items());
        var lead = new LeadParagraph(_topic, _evidence, _said, _citing);
        var opening = items.Count > 0 ? lead.Opening() : [];
        var parts = items.Zip(Sections(items), (item, section) => (Item: item, Section: section)).ToList();
        if (_order.Rules.Order is { } order)
            parts = [.. SectionOrdering.By(order, parts)];

        var sections = parts.ConvertAll(part => part.Section);
        CitedSentence?[] paragraph =
        [
            .. opening,
            lead.Answer(_order.Type, sections),
            _order.Rules.RequireCaveat ? lead.Caveat(sections) : null,
            lead.Shortfall(_order.ExactCount, items.Count),
        ];
        if (items.Count > 0)
            sections.AddRange(Required(items));
        var document = new Document(DocumentTitle.For(_order.Task, items.Count), [.. paragraph.OfType<CitedSentence>()], sections);
        return WordBudget.Apply(document, _order.Rules.MaxWords, _order.Rules.MinSentences);
    }

    private IReadOnlyList<Item> Items() => ItemsOf(_order, _topic, _evidence, _similarity);

    /// <summary>The items a document of this kind has, the most relevant first.</summary>
    public static IReadOnlyList<Item> ItemsOf(CompositionOrder order, Topic topic, Evidence evidence, SectionSimilarity similarity)
    {
        var nature = order.Type switch
        {
            TaskType.Enumerated => order.Task.Nature,
            TaskType.BestPractices => ItemNature.Advice,
            _ => ItemNature.Thing,
        };
        var lists = order.Type == TaskType.Enumerated ? ListReading.AsItems : ListReading.AsText;
        var selection = new ItemSelection(topic, evidence, similarity, nature, lists);
        if (order.ExactCount is { } exact)
            return selection.Select(exact, order.Lenient ? 0.3 : 0.5, 0, PerSource);

        var most = (order.Type == TaskType.Research ? MostThemes : MostPractices) + (order.Rules.Thorough ? MoreWhenThorough : 0);
        return selection.Select(most, order.Rules.Thorough ? 0.5 : 0.62, FewestWithoutCount, order.Type == TaskType.Research ? 0 : PerSource);
    }

    // A list goes by rank; an explanation follows its best source, which argues in an order of its own.
    private IReadOnlyList<Item> InOrder(IReadOnlyList<Item> items)
    {
        if (_order.Type == TaskType.Enumerated)
            return items;

        var documents = items.Select(item => item.Seed.Location).Distinct(StringComparer.Ordinal).ToList();
        return [.. items.OrderBy(item => documents.IndexOf(item.Seed.Location)).ThenBy(item => item.Seed.Order)];
    }

    private IEnumerable<DocumentSection> Sections(IReadOnlyList<Item> items)
    {
        var required = _order.Rules.PerItem.Select(RequiredContent.For).ToArray();
        var sentences = new SectionSentences(_topic, _evidence, _similarity, _said, items, _reach);
        var subsections = new List<DocumentSection[]>();
        var chosen = new List<IReadOnlyList<Sentence>>();
        foreach (var item in items)
        {
            var opening = sentences.Opening(item);
            subsections.Add([.. required.Select(content => new DocumentSection(content.Title, [content.Choose(item, _said)], []))]);
            chosen.Add(sentences.Choose(item, opening, Lengths(required.Length)));
        }

        var paragraphs = new SectionParagraphs(_citing);
        return items.Select((item, i) => new DocumentSection(item.Title, paragraphs.Of(chosen[i], item, items.Count - i), subsections[i])
        {
            IsNumbered = _order.Type == TaskType.Enumerated,
        });
    }

    private SentenceLimits Lengths(int subsections)
    {
        var fromSeed = _order.Rules.Thorough || _order.Rules.RequireExample ? 5 : 4;
        var most = _order.Rules.Thorough ? 8 : subsections > 0 ? 4 : 6;
        return new SentenceLimits(Math.Max(fromSeed, _order.Rules.MinSentences), Math.Max(most, _order.Rules.MinSentences + 1));
    }

    private IEnumerable<DocumentSection> Required(IReadOnlyList<Item> items) =>
        _order.Rules.PerDocument.Select(title => new RequiredDocumentSection(RequiredContent.For(title), _topic, _said, _citing).Write(_evidence, items));
}
