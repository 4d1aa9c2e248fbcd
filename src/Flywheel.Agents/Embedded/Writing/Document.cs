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
    /// <summary>Whether the heading carries a number: its place among the numbered sections.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>All sentences of the section's own paragraphs.</summary>
    public IEnumerable<CitedSentence> Sentences => Paragraphs.SelectMany(paragraph => paragraph);

    /// <summary>All sentences, those of subsections included.</summary>
    public IEnumerable<CitedSentence> AllSentences => Sentences.Concat(Subsections.SelectMany(subsection => subsection.AllSentences));

    /// <summary>The same section with every paragraph rewritten; paragraphs that become empty go.</summary>
    public DocumentSection Rewrite(Func<IReadOnlyList<CitedSentence>, IReadOnlyList<CitedSentence>> paragraph) => this with
    {
        Paragraphs = [.. Paragraphs.Select(paragraph).Where(sentences => sentences.Count > 0)],
        Subsections = [.. Subsections.Select(subsection => subsection.Rewrite(paragraph))],
    };
}
