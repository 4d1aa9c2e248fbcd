namespace Flywheel.Agents.Embedded.Writing;

/// <summary>
/// Keeps a document within a number of words by leaving out the sentences it would miss least, never the last one of a section or
/// subsection. Words are counted generously (headings, numbers and citation marks included), so that any other count stays within too.
/// </summary>
internal static class WordBudget
{
    /// <summary>The document, shortened if need be; as short as it can get when even that is too long.</summary>
    /// <param name="document">The document.</param>
    /// <param name="mostWords">Most words, or null for any number.</param>
    /// <param name="leastSentences">Sentences that every section keeps, at least 1.</param>
    public static Document Apply(Document document, int? mostWords, int leastSentences)
    {
        if (mostWords is not { } most)
            return document;

        while (Words(document) > most && WithoutLeast(document, leastSentences) is { } shorter)
            document = shorter;
        return document;
    }

    /// <summary>The words of everything but the source list.</summary>
    public static int Words(Document document) =>
        Count(document.Title) + document.Lead.Sum(Words) + document.Sections.Sum(Words) + document.Sections.Count;

    private static int Words(DocumentSection section) =>
        Count(section.Title) + 1 + section.Sentences.Sum(Words) + section.Subsections.Sum(Words);

    private static int Words(CitedSentence sentence) => Count(sentence.Rendered);

    private static int Count(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static Document? WithoutLeast(Document document, int leastSentences)
    {
        var least = Droppable(document, leastSentences).OrderBy(sentence => sentence.Value).ThenByDescending(sentence => sentence.Text, StringComparer.Ordinal).FirstOrDefault();
        if (least is null)
            return null;

        return document with
        {
            Lead = Without(document.Lead, least),
            Sections = [.. document.Sections.Select(section => Without(section, least))],
        };
    }

    private static IEnumerable<CitedSentence> Droppable(Document document, int leastSentences) =>
        document.Lead.Where(sentence => !sentence.IsFixed).Concat(document.Sections.SelectMany(section => Droppable(section, leastSentences)));

    private static IEnumerable<CitedSentence> Droppable(DocumentSection section, int leastSentences)
    {
        var own = section.Sentences.ToArray();

        // The first sentence stays: it is what the section says.
        var droppable = own.Length > leastSentences ? own.Skip(1).Where(sentence => !sentence.IsFixed) : [];
        return droppable.Concat(section.Subsections.SelectMany(subsection => Droppable(subsection, 1)));
    }

    private static DocumentSection Without(DocumentSection section, CitedSentence least) => section with
    {
        Paragraphs = [.. section.Paragraphs.Select(paragraph => Without(paragraph, least)).Where(paragraph => paragraph.Count > 0)],
        Subsections = [.. section.Subsections.Select(subsection => Without(subsection, least))],
    };

    private static List<CitedSentence> Without(IReadOnlyList<CitedSentence> paragraph, CitedSentence least)
    {
        var kept = new List<CitedSentence>();
        var dropped = false;
        foreach (var sentence in paragraph)
        {
            dropped = ReferenceEquals(sentence, least) || (dropped && sentence.LeansOnPrevious);
            if (!dropped)
                kept.Add(sentence);
        }

        return kept;
    }
}
