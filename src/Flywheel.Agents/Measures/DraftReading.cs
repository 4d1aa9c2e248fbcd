using System.Collections.Frozen;
using Flywheel.Agents.Documents;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>
/// A draft taken apart once for all measures: sections, sentences with their terms, numbers, names and citations, the evidence and the topic.
/// Building it is linear in the draft and the evidence.
/// </summary>
internal sealed class DraftReading
{
    private static readonly FrozenSet<string> EverydayNames = Tokenizer.Terms(
        "llm llms ai api apis json html http https url urls sql csv xml yaml sdk cpu gpu ui id ids pdf cli os ok english internet web").ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenSet<int> _generic;
    private readonly Dictionary<int, SourceEntry> _entries;
    private int _words;
    private int _stopwords;

    private DraftReading(DraftUnderTest draft)
    {
        Draft = draft;
        Evidence = EvidenceReading.Of(draft.Evidence);
        Topic = TopicProfile.Of(draft.Task, Evidence);
        TaskNumbers = Tokenizer.Tokenize(draft.Task).Select(Numerals.Read).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _generic = Cues.Generic.Select(Evidence.IdOf).Where(term => !Topic.IsTaskTerm(term)).ToFrozenSet();
        Lines = MarkdownLines.Parse(draft.Text);
        Outline = MarkdownOutline.Parse(draft.Text);
        ContentLevel = Outline.Sections.Count == 0 ? 2 : Outline.Sections.Any(section => section.Level == 2) ? 2 : Outline.Sections.Min(section => section.Level);
        TitleTerms = [.. Tokenizer.Terms(Outline.Title ?? "").Select(Evidence.IdOf)];
        Sections = ReadSections();
        ReadLines();
        Items = [.. Sections.Where(section => section.IsItem)];
        Sources = SourceList.Parse(draft.Text);
        _entries = Sources.Entries.GroupBy(entry => entry.Number).ToDictionary(entry => entry.Key, entry => entry.First());
        Sentences = ReadSentences();
        Repeats = Duplicates.Of([.. Content]);
        Broken = FindBroken();
        foreach (var section in Sections)
            section.Relevance = Relevance.Of(this, section);
        Order = SentenceOrder.Of(this);
    }

    /// <summary>The draft.</summary>
    public DraftUnderTest Draft { get; }

    /// <summary>Its evidence.</summary>
    public EvidenceReading Evidence { get; }

    /// <summary>Its task's topic.</summary>
    public TopicProfile Topic { get; }

    /// <summary>The numbers in the task.</summary>
    public IReadOnlySet<string> TaskNumbers { get; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<MarkdownLine> Lines { get; }

    /// <summary>Its headings.</summary>
    public MarkdownOutline Outline { get; }

    /// <summary>The terms of its title.</summary>
    public IReadOnlyList<int> TitleTerms { get; }

    /// <summary>The level of the headings that open sections.</summary>
    public int ContentLevel { get; }

    /// <summary>Its sections; the first is the lead, which may be empty.</summary>
    public IReadOnlyList<DraftSection> Sections { get; }

    /// <summary>The sections that carry the document's matter.</summary>
    public IEnumerable<DraftSection> Content => Sections.Where(section => section.Part == SectionPart.Content);

    /// <summary>The content sections that say again what an earlier one says, each with that one.</summary>
    public IReadOnlyList<(DraftSection Later, DraftSection Earlier)> Repeats { get; }

    /// <summary>The section in which the text breaks off, as when a model runs out of tokens, or null.</summary>
    public DraftSection? Broken { get; }

    /// <summary>The content sections without those that repeat others.</summary>
    public IEnumerable<DraftSection> Distinct => Content.Except(Repeats.Select(pair => pair.Later));

    /// <summary>The content sections that count as items: those the harness requires once in the document do not.</summary>
    public IReadOnlyList<DraftSection> Items { get; }

    /// <summary>Its list of sources.</summary>
    public SourceList Sources { get; }

    /// <summary>The sentences of the body, in order; the source list is no part of it.</summary>
    public IReadOnlyList<DraftSentence> Sentences { get; }

    /// <summary>How its sentences are ordered.</summary>
    public SentenceOrder Order { get; }

    /// <summary>Words of the body.</summary>
    public int Words => _words;

    /// <summary>The share of the body's words that are English grammar: about 0.4 in English prose, near 0 in any other language.</summary>
    public double StopwordShare => _words == 0 ? 0 : (double)_stopwords / _words;

    /// <summary>The entry of the source list that a number stands for, or null.</summary>
    public SourceEntry? Entry(int number) => _entries.GetValueOrDefault(number);

    /// <summary>Whether a cited number is in the source list; any number is when the draft has no list.</summary>
    public bool IsListed(int number) => _entries.Count == 0 || _entries.ContainsKey(number);

    /// <summary>The lines of a section, its heading left out.</summary>
    public IEnumerable<MarkdownLine> LinesOf(DraftSection section) =>
        Lines.Skip(section.Line).TakeWhile(line => line.Span.Start < section.End || (line.Span.Length == 0 && line.Span.Start <= section.End));

    /// <summary>Takes <paramref name="draft"/> apart.</summary>
    public static DraftReading Of(DraftUnderTest draft) => new(draft);

    private List<DraftSection> ReadSections()
    {
        var openings = Outline.Sections.Where(section => section.Level <= ContentLevel).ToArray();
        var starts = openings.Select(section => section.Start).Append(Draft.Text.Length).ToArray();
        var lead = Outline.Title is null ? 0 : Lines.First(line => line.Kind == MarkdownLineKind.Heading).Number;
        var sections = new List<DraftSection>(openings.Length + 1)
        {
            new()
            {
                Index = 0,
                Heading = "",
                Line = Math.Min(lead + 1, Math.Max(1, Lines.Count)),
                Part = SectionPart.Lead,
                IsItem = false,
                HeadingTerms = [],
                Start = lead < Lines.Count ? Lines[lead].Span.Start : Draft.Text.Length,
                End = starts[0],
            },
        };
        for (var i = 0; i < openings.Length; i++)
        {
            var opening = openings[i];
            var part = PartOf(opening);
            sections.Add(new DraftSection
            {
                Index = i + 1,
                Heading = opening.Heading,
                Line = opening.HeadingLine,
                Part = part,
                IsItem = part == SectionPart.Content && !CountCheck.IsRequired(Draft.Harness, opening.Heading),
                HeadingTerms = [.. Tokenizer.Terms(opening.Heading).Where(term => !char.IsAsciiDigit(term[0])).Select(Evidence.IdOf).Distinct().Order()],
                Start = Math.Min(starts[i + 1], Lines[opening.HeadingLine - 1].Span.End),
                End = starts[i + 1],
            });
        }

        return sections;
    }

    private SectionPart PartOf(Section opening) =>
        MarkdownLines.IsSourceHeading(opening.Heading) ? SectionPart.Sources
        : opening.IsContent && opening.Level == ContentLevel ? SectionPart.Content
        : SectionPart.Frame;

    private void ReadLines()
    {
        var at = 0;
        var isOpen = false;
        foreach (var line in Lines)
        {
            while (at + 1 < Sections.Count && line.Span.Start >= Sections[at + 1].Start)
                at++;
            var section = Sections[at];
            if (line.Kind == MarkdownLineKind.Heading && line.Level > ContentLevel && line.QuoteDepth == 0)
                section.Subheadings++;
            else if (line.Kind == MarkdownLineKind.TableRow)
                section.TableRows++;
            else if (line.Kind == MarkdownLineKind.Fence && (isOpen = !isOpen))
                section.CodeBlocks++;
        }
    }

    private List<DraftSentence> ReadSentences()
    {
        Citation[] citations = [.. Citations.In(Draft.Text)];
        var result = new List<DraftSentence>();
        int section = 0, line = 0, block = 0, citation = 0;
        foreach (var span in SentenceSplitter.Split(Draft.Text).Concat(BehindSources()))
        {
            while (section + 1 < Sections.Count && span.Start >= Sections[section + 1].Start)
                section++;
            for (; line + 1 < Lines.Count && Lines[line + 1].Span.Start <= span.Start; line++)
            {
                if (Lines[line + 1].Kind != MarkdownLineKind.Prose)
                    block++;
            }

            while (citation < citations.Length && citations[citation].Start < span.Start)
                citation++;
            var first = citation;
            while (citation < citations.Length && citations[citation].Start < span.End)
                citation++;
            var cited = new ArraySegment<Citation>(citations, first, citation - first);
            var sentence = ReadSentence(span, Sections[section], line, block, cited);
            if (sentence.Words == 0)
                continue;
            sentence.Section.Sentences.Add(sentence);
            sentence.Section.Words += sentence.Words;
            result.Add(sentence);
        }

        return result;
    }

    // The last section before the sources has a heading and no text, or ends in prose that no punctuation closes.
    private DraftSection? FindBroken()
    {
        var last = Sections.LastOrDefault(section => section.Part != SectionPart.Sources);
        if (last is null || last.Subheadings + last.CodeBlocks + last.TableRows > 0)
            return null;
        if (last.Sentences.Count == 0)
            return last.Part == SectionPart.Content && Sections.Count > 2 ? last : null;
        var sentence = last.Sentences[^1];
        if (sentence.IsListItem)
            return null;
        var end = sentence.Text.AsSpan().TrimEnd("*_`\"'\u201D\u2019)] ");
        while (end.Length > 0 && sentence.Citations.Count > 0 && (char.IsAsciiDigit(end[^1]) || end[^1] is '[' or ','))
            end = end[..^1].TrimEnd();
        return end.Length > 0 && char.IsLetterOrDigit(end[^1]) ? last : null;
    }

    // What stands behind the list of sources, a blank line apart and without a number, is text like any other: nothing is said where nobody looks.
    private IEnumerable<TextSpan> BehindSources()
    {
        if (Sections[^1].Part != SectionPart.Sources || _entries.Count == 0)
            return [];
        var last = Lines.Count - 1;
        while (last > Sections[^1].Line && !IsEntry(Lines[last]))
            last--;
        while (last + 1 < Lines.Count && Lines[last + 1].Kind != MarkdownLineKind.Blank)
            last++;
        var from = last + 1 < Lines.Count ? Lines[last + 1].Span.Start : Draft.Text.Length;
        return SentenceSplitter.Split(Draft.Text[from..]).Select(span => new TextSpan(from + span.Start, span.Length));
    }

    private bool IsEntry(MarkdownLine line)
    {
        var text = Draft.Text.AsSpan(line.Span.Start, line.Span.Length).TrimStart(" \t-*+");
        return text.Length > 1 && (text[0] == '[' ? char.IsAsciiDigit(text[1]) : char.IsAsciiDigit(text[0]) && text.IndexOfAny('.', ')') is > 0 and < 4);
    }

    private DraftSentence ReadSentence(TextSpan span, DraftSection section, int line, int block, IReadOnlyList<Citation> citations)
    {
        var raw = span.In(Draft.Text);
        var text = span.Flatten(Draft.Text);
        var terms = new SortedSet<int>();
        var numbers = new List<string>();
        var names = new List<(int, string)>();
        var words = 0;
        var tokens = Tokenizer.Tokenize(raw);
        var citation = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            while (citation < citations.Count && citations[citation].Span.End <= span.Start + token.Start)
                citation++;
            if (citation < citations.Count && citations[citation].Start <= span.Start + token.Start)
                continue;
            words++;
            _words++;
            _stopwords += token.IsStopword ? 1 : 0;
            if (Numerals.Digits(token) is { } number)
                numbers.Add(number);
            if (token.IsStopword)
                continue;
            var id = Evidence.IdOf(token.Term);
            terms.Add(id);
            if (IsName(raw, tokens, i) && !EverydayNames.Contains(token.Term))
                names.Add((id, token.Span.In(raw)));
        }

        int[] ordered = [.. terms];
        var generic = ordered.Where(_generic.Contains).ToHashSet();
        return new DraftSentence
        {
            Section = section,
            Block = block,
            Line = Lines.Count == 0 ? 1 : Lines[line].Number,
            Text = text,
            IsListItem = Lines.Count > 0 && IsInListItem(line),
            Terms = ordered,
            GenericTerms = generic,
            Numbers = numbers,
            Names = names,
            Words = words,
            Citations = [.. citations.Select(citation => citation.Number)],
            Aligned = Evidence.Align(ordered),
            IsMechanism = Cues.Mechanism.In(text),
            IsExample = Cues.Example.In(text) || IsQuoting(text),
            IsCaveat = Cues.Caveat.In(text),
            IsMeta = Cues.Meta.In(text),
            IsFiller = numbers.Count + names.Count == 0 && IsFiller(text, News(ordered, generic), generic.Count),
        };
    }

    private bool IsInListItem(int line)
    {
        while (line > 0 && Lines[line].Kind == MarkdownLineKind.Prose)
            line--;
        return Lines[line].Kind == MarkdownLineKind.ListItem;
    }

    // What a sentence says besides generic words and the task's own; a word that few passages use weighs double.
    private int News(int[] terms, HashSet<int> generic)
    {
        var news = 0;
        foreach (var term in terms)
        {
            if (!generic.Contains(term) && !Topic.IsTaskTerm(term))
                news += Evidence.Holds(term) && Evidence.Rarity(term) > 0.4 ? 2 : 1;
        }

        return news;
    }

    private static bool IsFiller(string text, int news, int generic) =>
        news <= 1 || generic >= 2 * news || (news <= 4 && Cues.Filler.In(text));

    // A quotation of several words is a case in itself.
    private static bool IsQuoting(string text)
    {
        var open = text.AsSpan().IndexOfAny('"', '\u201C');
        if (open < 0)
            return false;
        var length = text.AsSpan(open + 1).IndexOfAny('"', '\u201D');
        return length > 0 && text.AsSpan(open + 1, length).Count(' ') >= 2;
    }

    // Capitals where grammar asks for none, capitals or digits inside a word, underscores around it.
    private static bool IsName(string text, IReadOnlyList<Token> tokens, int index)
    {
        var token = tokens[index];
        var word = text.AsSpan(token.Start, token.Length);
        if (!char.IsLetter(word[0]))
            return false;
        if (word.Length > 1 && word[1..].IndexOfAnyInRange('A', 'Z') >= 0)
            return true;
        if (Touches(text, token, '_') || word[1..].IndexOfAnyInRange('0', '9') >= 0)
            return true;
        if (!char.IsUpper(word[0]) || word.Length == 1)
            return false;
        return !OpensClause(text, token.Start) || (index + 1 < tokens.Count && IsCapitalised(text, token, tokens[index + 1]));
    }

    private static bool Touches(string text, Token token, char mark) =>
        (token.Start > 0 && text[token.Start - 1] == mark && token.Start > 1 && char.IsLetterOrDigit(text[token.Start - 2]))
        || (token.Span.End + 1 < text.Length && text[token.Span.End] == mark && char.IsLetterOrDigit(text[token.Span.End + 1]));

    private static bool OpensClause(string text, int start)
    {
        var i = start - 1;
        while (i >= 0 && (char.IsWhiteSpace(text[i]) || text[i] is '*' or '_' or '(' or '[' or '>'))
            i--;
        return i < 0 || text[i] is '"' or '\u201C' or '\'' or '\u2018' or ':' or ';' or '.' or '!' or '?' or '\u2014' or '`';
    }

    private static bool IsCapitalised(string text, Token token, Token next) =>
        next.Start == token.Span.End + 1 && char.IsUpper(text[next.Start]) && next.Length > 1;
}
