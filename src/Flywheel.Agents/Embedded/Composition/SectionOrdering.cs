using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Harness.Directives;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>Puts sections into the order a rule asks for; sections that are equal in it keep theirs.</summary>
internal static class SectionOrdering
{
    /// <summary>The items with their sections, in order.</summary>
    public static IEnumerable<(Item First, DocumentSection Second)> By(SectionOrder order, IEnumerable<(Item First, DocumentSection Second)> parts) => order switch
    {
        SectionOrder.Title => parts.OrderBy(part => part.Second.Title, StringComparer.OrdinalIgnoreCase),
        SectionOrder.Citations => parts.OrderByDescending(part => Citations(part.Second).Distinct().Count()),
        SectionOrder.Length => parts.OrderByDescending(part => Words(part.Second)),
        _ => parts,
    };

    private static IEnumerable<int> Citations(DocumentSection section) =>
        section.Sentences.SelectMany(sentence => sentence.Citations).Concat(section.Subsections.SelectMany(Citations));

    private static int Words(DocumentSection section) =>
        section.Sentences.Sum(sentence => sentence.Text.Split(' ').Length) + section.Subsections.Sum(Words);
}
