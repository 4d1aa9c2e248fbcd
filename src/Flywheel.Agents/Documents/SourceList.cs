using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Documents;

/// <summary>
/// The numbered list below a document's <c>## Sources</c> (or "References") heading. Immutable and thread-safe.
/// </summary>
public sealed partial class SourceList
{
    private SourceList(IReadOnlyList<SourceEntry> entries) => Entries = entries;

    /// <summary>The entries in the order in which they stand; numbers may repeat in a document written carelessly.</summary>
    public IReadOnlyList<SourceEntry> Entries { get; }

    /// <summary>The first entry of this number, or null.</summary>
    public SourceEntry? Find(int number) => Entries.FirstOrDefault(entry => entry.Number == number);

    /// <summary>Reads the list of <paramref name="markdown"/>; empty when it has none. Accepts <c>[1] …</c>, <c>- [1] …</c> and <c>1. …</c>.</summary>
    public static SourceList Parse(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var entries = new List<SourceEntry>();
        foreach (var line in MarkdownLines.Parse(markdown))
        {
            var isEntry = line.Kind is MarkdownLineKind.SourceEntry
                || (line.Kind is MarkdownLineKind.LinkDefinition && char.IsAsciiDigit(markdown[line.Content.Start + 1]));
            if (isEntry && Entry().Match(line.Span.In(markdown)) is { Success: true } match)
                entries.Add(Read(match));
        }

        return new SourceList(entries);
    }

    /// <summary>The heading and the lines of a source list, ending with a line break; empty for no entries.</summary>
    public static string Write(IEnumerable<SourceEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var text = new StringBuilder();
        foreach (var entry in entries)
            text.Append(text.Length == 0 ? "## Sources\n\n" : "").Append(entry).Append('\n');
        return text.ToString();
    }

    private static SourceEntry Read(Match match)
    {
        var number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        var text = match.Groups["text"].Value.Trim();
        var parts = Parts().Match(text);
        if (!parts.Success)
            return new SourceEntry { Number = number, Location = text };
        return new SourceEntry
        {
            Number = number,
            Location = parts.Groups["location"].Value.Trim(),
            StartLine = Line(parts.Groups["from"]),
            EndLine = Line(parts.Groups["to"]) ?? Line(parts.Groups["from"]),
            Title = Value(parts.Groups["title"]),
            Heading = Value(parts.Groups["heading"]),
        };
    }

    private static int? Line(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null;

    private static string? Value(Group group) => group.Success ? group.Value.Trim() : null;

    [GeneratedRegex(@"^\s*(?:[-*+]\s+)?(?:\[(?<number>[0-9]{1,3})\]:?|(?<number>[0-9]{1,3})[.)])\s+(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^(?<location>.+?)(?:,\s+lines?\s+(?<from>[0-9]{1,9})(?:\s*[-\u2013\u2014]\s*(?<to>[0-9]{1,9}))?)?(?:\s+\u2014\s+(?<title>.+?)(?:\s+\u00A7\s+(?<heading>.+))?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parts();
}
