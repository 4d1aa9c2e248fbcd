namespace Flywheel.Agents.Sources;

/// <summary>
/// A piece of a source with its provenance: what research finds, what a document cites. Immutable and thread-safe.
/// </summary>
public sealed record SourcePassage
{
    /// <summary>
    /// Where the text is from, stable across machines: for a corpus file <c>&lt;corpus folder name&gt;/&lt;relative path with forward slashes&gt;</c>,
    /// for a page its URL. Never an absolute path.
    /// </summary>
    public required string Location { get; init; }

    /// <summary>The document's title (first heading, or the file name).</summary>
    public required string Title { get; init; }

    /// <summary>The nearest heading above the passage, or null.</summary>
    public string? Heading { get; init; }

    /// <summary>First line of the passage in its file, from 1.</summary>
    public required int StartLine { get; init; }

    /// <summary>Last line of the passage, inclusive.</summary>
    public required int EndLine { get; init; }

    /// <summary>UTF-8 byte offset of the passage in the raw file.</summary>
    public required long Offset { get; init; }

    /// <summary>The text, as it stands in the source (prose only: markup of tables, lists and code kept as written).</summary>
    public required string Text { get; init; }

    /// <summary>Identity: location and byte offset.</summary>
    public string Key => $"{Location}@{Offset}";
}
