namespace Flywheel.Agents.Embedded.Writing;

/// <summary>A document as the engine writes it, before it is text.</summary>
/// <param name="Title">The title, without the mark.</param>
/// <param name="Lead">The opening paragraph.</param>
/// <param name="Sections">The content sections, in order.</param>
internal sealed record Document(string Title, IReadOnlyList<CitedSentence> Lead, IReadOnlyList<DocumentSection> Sections);

/// <summary>A section: a heading, paragraphs and subsections.</summary>
/// <param name="Title">The heading, without number and mark.</param>
/// <param name="Paragraphs">Its paragraphs, each a list of sentences.</param>
/// <param name="Subsections">Its subsections, in order.</param>
internal sealed record DocumentSection(string Title, IReadOnlyList<IReadOnlyList<CitedSentence>> Paragraphs, IReadOnlyList<DocumentSection> Subsections)
{
    /// <summary>All sentences of the section's own paragraphs.</summary>
    public IEnumerable<CitedSentence> Sentences => Paragraphs.SelectMany(paragraph => paragraph);
}
