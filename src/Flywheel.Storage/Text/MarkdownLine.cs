using System.Runtime.InteropServices;

namespace Flywheel.Storage.Text;

/// <summary>One line of a Markdown text and what it is. See <see cref="MarkdownLines"/>.</summary>
/// <param name="Kind">What the line is.</param>
/// <param name="Number">Line number, from 1.</param>
/// <param name="Span">The line without its line break.</param>
/// <param name="Content">The line without indentation, quote, list and heading markers, closing <c>#</c>s and trailing white space.</param>
/// <param name="Level">Heading level 1–6 of a <see cref="MarkdownLineKind.Heading"/>; else 0.</param>
/// <param name="QuoteDepth">How many block quotes the line stands in.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MarkdownLine(MarkdownLineKind Kind, int Number, TextSpan Span, TextSpan Content, int Level, int QuoteDepth);

/// <summary>What a line of Markdown is.</summary>
public enum MarkdownLineKind
{
    /// <summary>Nothing but white space and quote markers.</summary>
    Blank,

    /// <summary>Paragraph text; belongs to the paragraph or list item of the line before, unless that is of another kind.</summary>
    Prose,

    /// <summary>The first line of a list item.</summary>
    ListItem,

    /// <summary>A heading, <c>#</c> or underlined.</summary>
    Heading,

    /// <summary>The <c>===</c> or <c>---</c> below a heading.</summary>
    HeadingUnderline,

    /// <summary>The opening or closing line of a fenced code block.</summary>
    Fence,

    /// <summary>A line of a fenced or indented code block.</summary>
    Code,

    /// <summary>A row of a table, its delimiter row included.</summary>
    TableRow,

    /// <summary>A thematic break.</summary>
    Rule,

    /// <summary>A comment, a raw block (<c>pre</c>, <c>script</c>, <c>style</c>), or a line of tags alone.</summary>
    Html,

    /// <summary>YAML between <c>---</c> lines at the top.</summary>
    FrontMatter,

    /// <summary>A link definition, <c>[name]: address</c>.</summary>
    LinkDefinition,

    /// <summary>A line of the list below a heading such as "Sources" or "References".</summary>
    SourceEntry,
}
