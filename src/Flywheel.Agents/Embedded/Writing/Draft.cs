using Flywheel.Agents.Documents;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Writing;

/// <summary>
/// Reads a Markdown draft, whoever wrote it, back into a document: sentences of prose with their citations; lists, tables and code kept as
/// they are. What <see cref="DocumentWriter"/> wrote is read back to the same document.
/// </summary>
internal static class Draft
{
    /// <summary>The document of a draft. The source list is no part of it: it is written anew.</summary>
    public static Document Read(string markdown)
    {
        var outline = MarkdownOutline.Parse(markdown);
        var level = outline.Sections.Count == 0 ? 2 : outline.Sections.Min(section => section.Level);
        var top = outline.Sections.Where(section => section.Level == level && !MarkdownLines.IsSourceHeading(section.Heading)).ToArray();
        return new Document(
            outline.Title ?? "",
            [.. Paragraphs(outline.Preamble).SelectMany(paragraph => paragraph)],
            [.. top.Select(section => Read(section, outline))]);
    }

    private static DocumentSection Read(Section section, MarkdownOutline outline)
    {
        var lower = outline.Sections
            .Where(other => other.Level > section.Level && other.HeadingLine >= section.StartLine && other.HeadingLine <= section.EndLine)
            .ToArray();
        var next = lower.Length == 0 ? 0 : lower.Min(other => other.Level);
        var own = lower.Length == 0 ? section.Body : section.Body[..BodyLengthBefore(section, lower[0])];
        return new DocumentSection(
            WithoutNumber(section.Heading),
            Paragraphs(own),
            [.. lower.Where(other => other.Level == next).Select(other => Read(other, outline))])
        {
            IsNumbered = !string.Equals(WithoutNumber(section.Heading), section.Heading, StringComparison.Ordinal),
        };
    }

    // The body starts at the section's first line that is not blank; its own part ends where the first lower heading starts.
    private static int BodyLengthBefore(Section section, Section lower)
    {
        var lines = section.Body.Split('\n');
        var first = section.EndLine - lines.Length + 1;
        var own = Math.Clamp(lower.HeadingLine - first, 0, lines.Length);
        return string.Join('\n', lines[..own]).Length;
    }

    private static List<IReadOnlyList<CitedSentence>> Paragraphs(string body)
    {
        var paragraphs = new List<IReadOnlyList<CitedSentence>>();
        foreach (var block in Blocks(body))
        {
            var isProse = MarkdownLines.Parse(block).All(line => line.Kind is MarkdownLineKind.Prose) && !block.Contains("![", StringComparison.Ordinal);
            paragraphs.Add(isProse ? Sentences(block) : [new CitedSentence { Text = Closed(block), IsVerbatim = true, Value = 5 }]);
        }

        return paragraphs;
    }

    // An open fence would swallow everything behind it.
    private static string Closed(string block)
    {
        var fences = MarkdownLines.Parse(block).Where(line => line.Kind == MarkdownLineKind.Fence).ToArray();
        if (fences.Length % 2 == 0)
            return block;

        var mark = fences[^1].Span.In(block).TrimStart();
        var length = mark.AsSpan().IndexOfAnyExcept(mark[0]);
        return block + "\n" + mark[..(length < 0 ? mark.Length : length)];
    }

    // Runs of lines between blank ones; blank lines inside code do not separate.
    private static IEnumerable<string> Blocks(string body)
    {
        var start = -1;
        var end = 0;
        var fenced = false;
        foreach (var line in MarkdownLines.Parse(body))
        {
            if (line.Kind == MarkdownLineKind.Fence)
                fenced = !fenced;
            if (line.Kind == MarkdownLineKind.Blank && !fenced)
            {
                if (start >= 0)
                    yield return body[start..end];
                start = -1;
            }
            else
            {
                if (start < 0)
                    start = line.Span.Start;
                end = line.Span.End;
            }
        }

        if (start >= 0)
            yield return body[start..end];
    }

    private static List<CitedSentence> Sentences(string prose)
    {
        var sentences = new List<CitedSentence>();
        foreach (var span in SentenceSplitter.Split(prose))
        {
            var text = WithoutMarkers(span.Flatten(prose));
            if (text.Length == 0)
                continue;
            var sentence = SentenceOf(text);
            var leans = sentences.Count > 0 && Reading.References.Of(sentence.Bare, EmptyTerms) == Reading.Dependence.Dangling;
            sentences.Add(sentence with { LeansOnPrevious = leans, Value = sentences.Count == 0 ? 10 : 2 });
        }

        return sentences;
    }

    // At the start of a line these would make a heading, a list or a quotation of the sentence.
    private static string WithoutMarkers(string text)
    {
        while (true)
        {
            var bare = WithoutNumber(text.TrimStart('#', '>', '-', '*', '+', '=', '|', ' '));
            if (string.Equals(bare, text, StringComparison.Ordinal))
                return text;
            text = bare;
        }
    }

    private static readonly HashSet<string> EmptyTerms = [];

    // Citations right before or behind the closing punctuation belong to the sentence as a whole; others stay where they are.
    private static CitedSentence SentenceOf(string text)
    {
        var citations = Citations.In(text);
        if (citations.Count == 0)
            return new CitedSentence { Text = text };

        var spans = citations.Select(citation => citation.Span).Distinct().ToArray();
        var tail = spans.Length - 1;
        while (tail > 0 && text[spans[tail - 1].End..spans[tail].Start].Trim().Length == 0)
            tail--;
        var closing = text[spans[^1].End..].Trim();
        var trailing = closing.All(c => c is '.' or '!' or '?');
        if (tail > 0 || !trailing)
            return new CitedSentence { Text = text };

        return new CitedSentence { Text = Citations.Remove(text), Citations = [.. citations.Select(citation => citation.Number).Distinct().Order()] };
    }

    /// <summary>A heading without its leading number.</summary>
    internal static string WithoutNumber(string heading)
    {
        var digits = 0;
        while (digits < heading.Length && char.IsAsciiDigit(heading[digits]))
            digits++;
        if (digits is 0 or > 3 || digits + 1 >= heading.Length || heading[digits] is not ('.' or ')') || heading[digits + 1] != ' ')
            return heading;

        return heading[(digits + 1)..].TrimStart();
    }
}
