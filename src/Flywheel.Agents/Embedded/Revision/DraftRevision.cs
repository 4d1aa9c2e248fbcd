using Flywheel.Agents.Embedded.Composition;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Review;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Harness.Directives;

namespace Flywheel.Agents.Embedded.Revision;

/// <summary>
/// Revises one draft: claims first, then sections that repeat or miss the topic, then the number of sections, then what sections lack, then
/// what rules require, the lead last. Every step only moves towards a state that it leaves alone, so that revising twice changes nothing more.
/// </summary>
internal sealed class DraftRevision
{
    private const double OffTopic = 0.12;

    private readonly ReviseRequest _request;
    private readonly WritingRules _rules;
    private readonly CompositionOrder _order;
    private readonly IssueCues _cues;
    private readonly Evidence _evidence;
    private readonly Topic _topic;
    private readonly SectionSimilarity _similarity;
    private readonly Support _support;
    private readonly Citing _citing;
    private readonly SourceMatch _match;

    private DraftRevision(ReviseRequest request)
    {
        _request = request;
        _rules = WritingRules.Of(request.Harness, []);
        _order = new CompositionOrder(TaskReading.Of(request.Task), request.TaskType, request.ExpectedSections, _rules, Lenient: true);
        _cues = new IssueCues(request.Feedback.Length > 0 ? [.. request.Issues, request.Feedback] : request.Issues);
        _evidence = Evidence.Of(request.Evidence, _rules.Allows);
        _topic = new Topic(_order.Task, _evidence);
        _similarity = new SectionSimilarity(_topic);
        _support = new Support(_evidence, _topic);
        _citing = new Citing(_evidence);
        _match = new SourceMatch(_evidence, _topic);
    }

    /// <summary>The revised document.</summary>
    public static Document Of(ReviseRequest request) => new DraftRevision(request).Run();

    private Document Run()
    {
        var document = new ClaimRepair(_support, _rules).Repair(Draft.Read(_request.Draft));
        var framing = document.Sections.Where(section => !IsContent(section)).ToArray();
        var content = document.Sections.Where(section => IsContent(section) && !IsRequired(section)).ToList();
        content = WithinCount(OnTopic(content));
        content = Completed(content);
        content = Enriched(content);
        if (_rules.Order is { } order)
            content = Ordered(order, content);

        var revised = document with { Sections = [.. framing.Where(Precedes), .. content, .. Required(content, document), .. framing.Where(section => !Precedes(section))] };
        revised = revised with { Title = Title(document.Title, content.Count), Lead = Lead(document, content) };
        return WordBudget.Apply(revised, _rules.MaxWords, _rules.MinSentences);
    }

    private static bool IsContent(DocumentSection section) => Documents.MarkdownOutline.Parse("## " + section.Title).ContentSections.Count == 1;

    private bool IsRequired(DocumentSection section) => _rules.PerDocument.Contains(section.Title, StringComparer.OrdinalIgnoreCase);

    private static bool Precedes(DocumentSection section) =>
        section.Title.StartsWith("intro", StringComparison.OrdinalIgnoreCase) || section.Title.StartsWith("overview", StringComparison.OrdinalIgnoreCase) || section.Title.StartsWith("background", StringComparison.OrdinalIgnoreCase);

    // Sections of another subject go, unless nothing would be left.
    private List<DocumentSection> OnTopic(List<DocumentSection> sections)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var kept = sections
            .Where((section, i) => SectionReview.Of(section, i, _topic, _support).Coverage >= OffTopic && seen.Add(section.Title))
            .ToList();
        return kept.Count > 0 ? kept : sections;
    }

    private List<DocumentSection> WithinCount(List<DocumentSection> sections)
    {
        if (_order.ExactCount is not { } exact)
            return sections;

        while (sections.Count > exact)
        {
            var least = sections
                .Select((section, i) => (Section: section, Worth: SectionReview.Of(section, i, _topic, _support).Coverage, Index: i))
                .OrderBy(section => section.Worth)
                .ThenByDescending(section => section.Index)
                .First();
            sections.RemoveAt(least.Index);
        }

        return sections;
    }

    // Items that are missing: up to the number asked for, and what an issue names as left out.
    private List<DocumentSection> Completed(List<DocumentSection> sections)
    {
        var used = sections.Select(_match.Of).OfType<SourceSection>().ToHashSet();
        var missing = new List<Item>();
        foreach (var item in Composer.ItemsOf(_order with { ExpectedSections = 100 }, _topic, _evidence, _similarity))
        {
            var isNew = !used.Contains(item.Seed) && !sections.Exists(section => string.Equals(section.Title, item.Title, StringComparison.OrdinalIgnoreCase));
            var isAsked = _order.ExactCount is { } exact ? sections.Count + missing.Count < exact : _cues.MissesHeading(item.Title);
            if (isNew && isAsked)
                missing.Add(item);
        }

        if (missing.Count == 0)
            return sections;

        var said = Said(sections);
        var all = sections.Select(ItemOf).OfType<Item>().Concat(missing).ToArray();
        var sentences = new SectionSentences(_topic, _evidence, _similarity, said, all, SupportReach.Close);
        var paragraphs = new SectionParagraphs(_citing);
        foreach (var item in missing)
        {
            var chosen = sentences.Choose(item, sentences.Opening(item), new SentenceLimits(4, 6));
            if (chosen.Count > 0)
                sections.Add(new DocumentSection(item.Title, paragraphs.Of(chosen, item, 0), []) { IsNumbered = sections.Count > 0 ? sections[0].IsNumbered : _order.Type == TaskType.Enumerated });
        }

        return sections;
    }

    private List<DocumentSection> Enriched(List<DocumentSection> sections)
    {
        var items = sections.ConvertAll(ItemOf);
        var said = Said(sections);
        var sentences = new SectionSentences(_topic, _evidence, _similarity, said, [.. items.OfType<Item>()], SupportReach.Close);
        var enrichment = new Enrichment(_cues, _rules, sentences, said, _citing);
        var result = new List<DocumentSection>();
        for (var i = 0; i < sections.Count; i++)
        {
            var section = items[i] is { } item ? enrichment.Enrich(SectionReview.Of(sections[i], i, _topic, _support), item) : sections[i];
            result.Add(items[i] is { } known ? WithRequired(section, known, said) : section);
        }

        return result;
    }

    private DocumentSection WithRequired(DocumentSection section, Item item, SaidAlready said)
    {
        var present = section.Subsections.Select(subsection => subsection.Title).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = _rules.PerItem
            .Where(title => !present.Contains(title))
            .Select(title => new DocumentSection(title, [RequiredContent.For(title).Choose(item, said)], []));
        return section with { Subsections = [.. section.Subsections, .. missing] };
    }

    private IEnumerable<DocumentSection> Required(List<DocumentSection> content, Document document)
    {
        var said = Said(content);
        Item[] items = [.. content.Select(ItemOf).OfType<Item>()];
        foreach (var title in _rules.PerDocument)
        {
            var present = document.Sections.FirstOrDefault(section => string.Equals(section.Title, title, StringComparison.OrdinalIgnoreCase));
            yield return present ?? new RequiredDocumentSection(RequiredContent.For(title), _topic, said, _citing).Write(_evidence, items);
        }
    }

    private static List<DocumentSection> Ordered(SectionOrder order, List<DocumentSection> sections) =>
        [.. SectionOrdering.By(order, sections.Select(section => ((Item?)null, section))).Select(part => part.Section)];

    private Item? ItemOf(DocumentSection section) => _match.Of(section) is { } seed ? ItemSelection.ItemFor(section.Title, seed, _topic, _evidence, _similarity) : null;

    private static SaidAlready Said(IEnumerable<DocumentSection> sections)
    {
        var said = new SaidAlready();
        foreach (var sentence in sections.SelectMany(section => section.AllSentences).Where(sentence => !sentence.IsVerbatim))
            said.Add(sentence.Bare);
        return said;
    }

    private string Title(string title, int found)
    {
        var full = DocumentTitle.For(_order.Task, int.MaxValue);
        var isOurs = title.Length == 0 || string.Equals(title, full, StringComparison.Ordinal) || string.Equals(title, DocumentTitle.For(_order.Task, 0), StringComparison.Ordinal);
        return isOurs ? DocumentTitle.For(_order.Task, found) : title;
    }

    // The answer names the sections: it is written anew when they changed. A lead without one of ours is left to its writer.
    private List<CitedSentence> Lead(Document document, List<DocumentSection> content)
    {
        var said = Said(content);
        var paragraph = new LeadParagraph(_topic, _evidence, said, _citing);
        var kept = document.Lead.Where(sentence => !SectionReview.IsAbsence(sentence)).ToList();
        if (kept.Count == 0 && content.Count > 0)
        {
            kept.AddRange(paragraph.Opening());
            kept.Add(paragraph.Answer(_order.Type, content)!);
        }

        for (var i = 0; i < kept.Count; i++)
        {
            if (LeadParagraph.IsAnswer(kept[i]) && paragraph.Answer(_order.Type, content) is { } answer)
                kept[i] = answer;
        }

        if (_rules.RequireCaveat && kept.TrueForAll(sentence => !TraitReader.Read(sentence.Bare, opensArticle: false).HasFlag(SentenceTraits.Caveat)) && paragraph.Caveat(content) is { } caveat)
            kept.Add(caveat);
        if (paragraph.Shortfall(_order.ExactCount, content.Count) is { } shortfall)
            kept.Add(shortfall);
        return kept;
    }
}
