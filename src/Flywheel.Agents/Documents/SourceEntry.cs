using System.Globalization;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Documents;

/// <summary>
/// A line of a document's source list: <c>[1] location, lines 3–9 — title § heading</c>. <see cref="ToString"/> writes what
/// <see cref="SourceList.Parse"/> reads. Immutable and thread-safe.
/// </summary>
public sealed record SourceEntry
{
    /// <summary>The number citations use, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Where the source is: a corpus path or a URL; the whole text of an entry in another form.</summary>
    public required string Location { get; init; }

    /// <summary>First line cited, from 1, or null.</summary>
    public int? StartLine { get; init; }

    /// <summary>Last line cited, inclusive, or null.</summary>
    public int? EndLine { get; init; }

    /// <summary>The document's title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The heading above the cited lines, or null.</summary>
    public string? Heading { get; init; }

    /// <summary>The entry for <paramref name="passage"/>.</summary>
    public static SourceEntry Of(int number, SourcePassage passage)
    {
        ArgumentNullException.ThrowIfNull(passage);
        return new SourceEntry
        {
            Number = number,
            Location = passage.Location,
            StartLine = passage.StartLine,
            EndLine = passage.EndLine,
            Title = OneLine(passage.Title),
            Heading = OneLine(passage.Heading),
        };
    }

    /// <summary>The line as it stands in a document.</summary>
    public override string ToString()
    {
        var lines = StartLine is null ? "" : string.Create(CultureInfo.InvariantCulture, $", lines {StartLine}–{EndLine ?? StartLine}");
        var title = Title is null ? "" : $" — {Title}";
        var heading = Heading is null ? "" : $" § {Heading}";
        return string.Create(CultureInfo.InvariantCulture, $"[{Number}] {Location}{lines}{title}{heading}");
    }

    private static string? OneLine(string? text) =>
        text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
