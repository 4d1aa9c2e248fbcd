namespace Flywheel.Agents.Documents;

/// <summary>
/// A heading and what stands below it, down to the next heading of the same or a higher level: the sections of lower level are part of
/// it and follow it in the outline. Immutable and thread-safe.
/// </summary>
public sealed record Section
{
    /// <summary>1 to 6.</summary>
    public required int Level { get; init; }

    /// <summary>The heading's text, as written.</summary>
    public required string Heading { get; init; }

    /// <summary>Line of the heading, from 1.</summary>
    public required int HeadingLine { get; init; }

    /// <summary>First line of the body, from 1; after <see cref="EndLine"/> when the body has no line.</summary>
    public required int StartLine { get; init; }

    /// <summary>Last line of the body, inclusive.</summary>
    public required int EndLine { get; init; }

    /// <summary>The text below the heading, without surrounding blank lines; lower headings are in it.</summary>
    public required string Body { get; init; }

    /// <summary>Char offset of the heading's line in the document.</summary>
    public required int Start { get; init; }

    /// <summary>Chars from <see cref="Start"/> to the start of the next section's heading, or the document's end.</summary>
    public required int Length { get; init; }

    /// <summary>False for introductions, conclusions, summaries, overviews, backgrounds, references, sources, appendices and the like.</summary>
    public required bool IsContent { get; init; }
}
