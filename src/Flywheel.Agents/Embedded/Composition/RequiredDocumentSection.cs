using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>A section that a rule requires once in the document.</summary>
internal sealed class RequiredDocumentSection(RequiredContent content, Topic topic, SaidAlready said, Citing citing)
{
    private const int Most = 5;
    private const int MostActions = 3;
    private const double LeastRelevance = 0.3;

    /// <summary>The section: sentences of the nature asked for, from the items' sources first; or the statement that no source has any.</summary>
    public DocumentSection Write(Evidence evidence, IReadOnlyList<Item> items)
    {
        if (content.AsksForAdvice && Actions(items) is { } actions)
            return new DocumentSection(content.Title, [[actions]], []);

        var fromItems = items.Select(item => item.Seed);
        var sections = fromItems.Concat(evidence.Sections.Where(section => topic.Relevance(section) >= LeastRelevance)).Distinct();
        var chosen = new List<CitedSentence>();
        foreach (var section in sections)
        {
            var sentence = section.Sentences.FirstOrDefault(IsUsable);
            if (sentence is null || chosen.Count >= Most)
                continue;

            said.Add(sentence);
            chosen.Add(citing.Cite(sentence, 2.5));
        }

        return new DocumentSection(content.Title, [chosen.Count > 0 ? chosen : [content.Absent()]], []);
    }

    // What to do is what the sections say, in their order.
    private static CitedSentence? Actions(IReadOnlyList<Item> items)
    {
        var first = items.Where(item => TraitReader.IsImperative(item.Title) && item.Seed.Sentences.Count > 0).Take(MostActions).ToArray();
        if (first.Length == 0)
            return null;

        var mentions = Array.ConvertAll(first, item => $"{ItemTitle.Inline(item.Title)} [{item.Seed.Sentences[0].Citation}]");
        var text = mentions.Length switch
        {
            1 => $"Start here: {mentions[0]}.",
            2 => $"First, {mentions[0]}; then {mentions[1]}.",
            _ => $"First, {mentions[0]}; then {mentions[1]}; after that, {mentions[2]}.",
        };
        return new CitedSentence { Text = text, IsFixed = true };
    }

    private bool IsUsable(Sentence sentence) =>
        content.Fits(sentence) && sentence.Dependence == Dependence.None && !sentence.IsListItem && !said.Has(sentence);
}
