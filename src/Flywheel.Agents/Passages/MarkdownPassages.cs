using System.Text.RegularExpressions;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Passages;

/// <summary>
/// Passages of Markdown and plain text: the file's own lines, section by section. Headings, front matter, comments, tags, rules, link
/// definitions and reference entries are in no passage.
/// </summary>
internal static partial class MarkdownPassages
{
    public static IReadOnlyList<Passage> Read(string location, string fileName, SourceText source)
    {
        var lines = MarkdownLines.Parse(source.Text);
        var title = lines.Where(IsHeading).Select(line => Plain(line.Content.In(source.Text))).FirstOrDefault(text => text.Length > 0) ?? fileName;
        var packer = new PassagePacker(location, title, source, source.Text);
        var headings = new Headings();
        var blocks = new List<Block>();
        for (var i = 0; i < lines.Count;)
        {
            var kind = lines[i].Kind;
            var length = BlockLength(lines, i);
            if (IsText(source.Text, lines[i]))
            {
                blocks.Add(new Block(Span(source.Text, lines[i], lines[i + length - 1]), kind is MarkdownLineKind.Fence or MarkdownLineKind.Code));
            }
            else if (kind != MarkdownLineKind.Blank)
            {
                packer.Add(blocks, headings.Path);
                blocks.Clear();
            }

            if (IsHeading(lines[i]))
                headings.Enter(lines[i].Level, Plain(lines[i].Content.In(source.Text)));
            i += length;
        }

        packer.Add(blocks, headings.Path);
        return packer.Passages;
    }

    /// <summary>A heading's text without emphasis, code marks and addresses.</summary>
    private static string Plain(string heading) => Links().Replace(heading, "${text}").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal).Trim();

    private static bool IsHeading(MarkdownLine line) => line is { Kind: MarkdownLineKind.Heading, QuoteDepth: 0 };

    /// <summary>From the start of the first line, indentation included, to the end of the last that is not blank.</summary>
    private static TextSpan Span(string text, MarkdownLine first, MarkdownLine last)
    {
        var chars = text.AsSpan(first.Span.Start, last.Span.End - first.Span.Start).TrimEnd();
        return new TextSpan(first.Span.Start, chars.Length);
    }

    private static bool IsText(string text, MarkdownLine line) => line.Kind switch
    {
        MarkdownLineKind.Prose or MarkdownLineKind.ListItem or MarkdownLineKind.TableRow or MarkdownLineKind.Code or MarkdownLineKind.Fence => true,
        MarkdownLineKind.SourceEntry => char.IsLetter(text[line.Content.Start]) && line.Content.Start == line.Span.Start,
        _ => false,
    };

    /// <summary>How many lines, from <paramref name="first"/> on, are one paragraph, item, table or code block.</summary>
    private static int BlockLength(IReadOnlyList<MarkdownLine> lines, int first)
    {
        var kind = lines[first].Kind;
        var end = first + 1;
        if (kind == MarkdownLineKind.Fence)
        {
            while (end < lines.Count && lines[end].Kind == MarkdownLineKind.Code)
                end++;
            return Math.Min(end < lines.Count && lines[end].Kind == MarkdownLineKind.Fence ? end + 1 : end, lines.Count) - first;
        }

        var continuation = kind == MarkdownLineKind.ListItem ? MarkdownLineKind.Prose : kind;
        if (kind is MarkdownLineKind.Prose or MarkdownLineKind.ListItem or MarkdownLineKind.TableRow or MarkdownLineKind.Code)
        {
            while (end < lines.Count && lines[end].Kind == continuation)
                end++;
        }

        return end - first;
    }

    [GeneratedRegex(@"!?\[(?<text>[^\]\[]*)\]\([^()]*\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
