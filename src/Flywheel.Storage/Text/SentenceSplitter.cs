namespace Flywheel.Storage.Text;

/// <summary>
/// Finds the sentences of Markdown or plain text. Paragraphs and the texts of list items are split; headings, table rows, code, rules,
/// tags, front matter, link definitions and the entries of a source list are no sentences. A full stop does not end a sentence in
/// decimals, addresses, file names, inline code, after abbreviations and initials, or inside parentheses within a sentence. Closing
/// quotes, emphasis and citations (<c>[3]</c>) after the full stop belong to the sentence before. A paragraph's or item's last words are
/// a sentence even without a full stop. Spans may contain line breaks; <see cref="TextSpan.Flatten"/> removes them.
/// Deterministic, culture-invariant and thread-safe; never throws on malformed Unicode.
/// </summary>
public static class SentenceSplitter
{
    /// <summary>The sentences of <paramref name="text"/> in order, without surrounding white space and list markers; they never overlap.</summary>
    public static IReadOnlyList<TextSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<TextSpan>();
        var masked = text.ToCharArray();
        foreach (var block in Blocks(text, masked))
            new SentenceScanner(masked, block).AddTo(sentences);
        return sentences;
    }

    /// <summary>The sentences of <paramref name="text"/>, each on one line.</summary>
    public static IReadOnlyList<string> Sentences(string text) => [.. Split(text).Select(span => span.Flatten(text))];

    /// <summary>Paragraphs and items; in <paramref name="masked"/>, everything between their lines becomes blank.</summary>
    private static IEnumerable<TextSpan> Blocks(string text, char[] masked)
    {
        TextSpan? open = null;
        foreach (var line in MarkdownLines.Parse(text))
        {
            if (line.Kind == MarkdownLineKind.Prose && open is { } block)
            {
                masked.AsSpan(block.End, line.Content.Start - block.End).Fill(' ');
                open = block with { Length = line.Content.End - block.Start };
                continue;
            }

            if (open is { } finished)
                yield return finished;
            open = line.Kind is MarkdownLineKind.Prose or MarkdownLineKind.ListItem ? line.Content : null;
        }

        if (open is { } last)
            yield return last;
    }
}
