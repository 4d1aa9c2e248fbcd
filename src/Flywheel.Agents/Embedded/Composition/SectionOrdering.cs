using Flywheel.Agents.Embedded.Writing;
using Flywheel.Harness.Directives;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>Puts sections into the order a rule asks for; sections that are equal in it keep theirs.</summary>
internal static class SectionOrdering
{
    /// <summary>The items with their sections, in order.</summary>
    public static IEnumerable<(TItem Item, DocumentSection Section)> By<TItem>(SectionOrder order, IEnumerable<(TItem Item, DocumentSection Section)> parts) => order switch
    {
        SectionOrder.Title => parts.OrderBy(part => part.Section.Title, StringComparer.OrdinalIgnoreCase),
        SectionOrder.Citations => parts.OrderByDescending(part => Citations(part.Section).Distinct().Count()),
        SectionOrder.Length => parts.OrderByDescending(part => Words(part.Section)),
        _ => parts,
    };

    private static IEnumerable<int> Citations(DocumentSection section) =>
        section.Sentences.SelectMany(sentence => sentence.Citations).Concat(section.Subsections.SelectMany(Citations));

    private static int Words(DocumentSection section) =>
        section.Sentences.Sum(sentence => sentence.Text.Split(' ').Length) + section.Subsections.Sum(Words);
}
