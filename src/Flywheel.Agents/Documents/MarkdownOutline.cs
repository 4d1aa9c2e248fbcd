using Flywheel.Storage.Text;

namespace Flywheel.Agents.Documents;

/// <summary>
/// The structure of a Markdown document: title, lead, sections. What looks like a heading inside fenced or indented code, comments or
/// quotes is none. Immutable and thread-safe; parsing is linear in the text.
/// </summary>
public sealed record MarkdownOutline
{
    /// <summary>The first heading of level 1 before any other heading, or null.</summary>
    public required string? Title { get; init; }

    /// <summary>The text between the title (or the start) and the first section, without surrounding blank lines.</summary>
    public required string Preamble { get; init; }

    /// <summary>Every section of every level in document order; the title is none.</summary>
    public required IReadOnlyList<Section> Sections { get; init; }

    /// <summary>
    /// The sections a reader counts: those of level 2 (of the highest level there is, in a document without level 2) that are content.
    /// </summary>
    public IReadOnlyList<Section> ContentSections
    {
        get
        {
            if (Sections.Count == 0)
                return [];
            var level = Sections.Any(section => section.Level == 2) ? 2 : Sections.Min(section => section.Level);
            return [.. Sections.Where(section => section.Level == level && section.IsContent)];
        }
    }

    /// <summary>Reads the structure of <paramref name="markdown"/>.</summary>
    public static MarkdownOutline Parse(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var lines = MarkdownLines.Parse(markdown);
        var headings = lines.Where(line => line is { Kind: MarkdownLineKind.Heading, QuoteDepth: 0 }).ToArray();
        var hasTitle = headings.Length > 0 && headings[0].Level == 1;
        var first = hasTitle ? 1 : 0;

        var leadFrom = hasTitle ? BodyStart(lines, headings[0]) : lines.TakeWhile(line => line.Kind == MarkdownLineKind.FrontMatter).Count();
        var leadTo = first < headings.Length ? headings[first].Number - 1 : lines.Count;
        return new MarkdownOutline
        {
            Title = hasTitle ? headings[0].Content.In(markdown) : null,
            Preamble = Body(markdown, lines, leadFrom, leadTo),
            Sections = [.. Enumerable.Range(first, headings.Length - first).Select(i => ToSection(markdown, lines, headings, i))],
        };
    }

    private static Section ToSection(string markdown, IReadOnlyList<MarkdownLine> lines, MarkdownLine[] headings, int index)
    {
        var heading = headings[index];
        var next = Array.FindIndex(headings, index + 1, other => other.Level <= heading.Level);
        var bodyFrom = BodyStart(lines, heading);
        var bodyTo = next < 0 ? lines.Count : headings[next].Number - 1;
        var end = next < 0 ? markdown.Length : headings[next].Span.Start;
        var text = heading.Content.In(markdown);
        return new Section
        {
            Level = heading.Level,
            Heading = text,
            HeadingLine = heading.Number,
            StartLine = bodyFrom + 1,
            EndLine = bodyTo,
            Body = Body(markdown, lines, bodyFrom, bodyTo),
            Start = heading.Span.Start,
            Length = end - heading.Span.Start,
            IsContent = SectionNames.IsContent(text),
        };
    }

    /// <summary>Index of the first line after a heading and its underline.</summary>
    private static int BodyStart(IReadOnlyList<MarkdownLine> lines, MarkdownLine heading) =>
        heading.Number < lines.Count && lines[heading.Number].Kind == MarkdownLineKind.HeadingUnderline ? heading.Number + 1 : heading.Number;

    private static string Body(string markdown, IReadOnlyList<MarkdownLine> lines, int from, int to)
    {
        while (from < to && lines[from].Kind == MarkdownLineKind.Blank)
            from++;
        while (to > from && lines[to - 1].Kind == MarkdownLineKind.Blank)
            to--;
        return from >= to ? "" : markdown[lines[from].Span.Start..lines[to - 1].Span.End];
    }
}
