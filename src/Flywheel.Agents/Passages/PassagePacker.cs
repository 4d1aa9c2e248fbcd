using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Passages;

/// <summary>
/// Packs the blocks of one section into passages of at most <see cref="MostChars"/> chars (a code block alone may be longer). A section that fits is one passage. A longer
/// one is cut between blocks, a block that is too long between sentences, then lines, then words; the passages come out about equally
/// long, share no text and leave none out, so that no section ends in a scrap.
/// </summary>
internal sealed class PassagePacker(string location, string title, SourceText source, string text)
{
    /// <summary>The longest passage of prose.</summary>
    public const int MostChars = 900;

    /// <summary>The longest code block that is kept whole.</summary>
    public const int MostCodeChars = 3600;

    private readonly List<Passage> _passages = [];

    /// <summary>The passages so far, in document order.</summary>
    public IReadOnlyList<Passage> Passages => _passages;

    /// <summary>Adds the blocks of a section, which follow one another in the text.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="headings">The headings above them, the nearest last; empty when there is none.</param>
    public void Add(IReadOnlyList<Block> blocks, IReadOnlyList<string> headings)
    {
        var units = blocks.SelectMany(Units).ToArray();
        if (units.Length == 0)
            return;
        var total = units.Sum(unit => unit.Span.Length);
        var parts = (total + MostChars - 1) / MostChars;
        var goal = (total + parts - 1) / parts;
        for (var from = 0; from < units.Length;)
        {
            var to = from + 1;
            while (to < units.Length && units[to - 1].Span.End - units[from].Span.Start < goal && units[to].Span.End - units[from].Span.Start <= MostChars)
                to++;
            Emit(units[from], units[to - 1], headings);
            from = to;
        }
    }

    private void Emit(Block first, Block last, IReadOnlyList<string> headings)
    {
        var span = new TextSpan(first.Span.Start, last.Span.End - first.Span.Start);
        var passage = new SourcePassage
        {
            Location = location,
            Title = title,
            Heading = headings.Count == 0 ? null : headings[^1],
            StartLine = first.Origin?.StartLine ?? source.LineAt(span.Start),
            EndLine = last.Origin?.EndLine ?? source.LineAt(span.End - 1),
            Offset = first.Origin?.Offset ?? source.ByteOffset(span.Start),
            Text = span.In(text),
        };
        _passages.Add(new Passage(passage, string.Join(' ', headings.Prepend(title).Distinct(StringComparer.Ordinal))));
    }

    private IEnumerable<Block> Units(Block block)
    {
        if (block.Span.Length <= (block.IsCode ? MostCodeChars : MostChars))
            return [block];
        return Cut(block.Span).Select(span => block with { Span = span, Origin = Shift(block, span) });
    }

    // Inside something rendered the place is an estimate that grows with the text, so that parts stay distinct.
    private static Origin? Shift(Block block, TextSpan part) =>
        block.Origin is { } origin ? origin with { Offset = origin.Offset + (part.Start - block.Span.Start) } : null;

    private IEnumerable<TextSpan> Cut(TextSpan span)
    {
        var chars = span.In(text);
        var sentences = SentenceSplitter.Split(chars).Select(sentence => sentence.Start);
        foreach (var sentence in Tile(span, sentences))
        {
            if (sentence.Length <= MostChars)
            {
                yield return sentence;
                continue;
            }

            var lines = LineBreaks.Lines(sentence.In(text)).Select(line => line.Start);
            foreach (var part in Tile(sentence, lines).SelectMany(CutAtWords))
                yield return part;
        }
    }

    /// <summary>The parts of <paramref name="span"/> between the offsets in it at which parts start, without the white space around them.</summary>
    private IEnumerable<TextSpan> Tile(TextSpan span, IEnumerable<int> starts)
    {
        var from = span.Start;
        foreach (var start in starts.Where(start => start > 0).Select(start => span.Start + start).Append(span.End))
        {
            if (Trim(from, start) is { Length: > 0 } part)
                yield return part;
            from = start;
        }
    }

    private IEnumerable<TextSpan> CutAtWords(TextSpan span)
    {
        var from = span.Start;
        while (span.End - from > MostChars)
        {
            var space = text.LastIndexOf(' ', from + MostChars, MostChars);
            var to = space > from ? space : from + MostChars - (char.IsHighSurrogate(text[from + MostChars - 1]) ? 1 : 0);
            if (Trim(from, to) is { Length: > 0 } part)
                yield return part;
            from = to;
        }

        if (Trim(from, span.End) is { Length: > 0 } rest)
            yield return rest;
    }

    private TextSpan Trim(int from, int to)
    {
        while (from < to && char.IsWhiteSpace(text[from]))
            from++;
        while (to > from && char.IsWhiteSpace(text[to - 1]))
            to--;
        return new TextSpan(from, to - from);
    }
}
