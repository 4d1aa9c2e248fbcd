using System.Globalization;
using System.Text;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Measures;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>
/// Damages documents in known ways, to see whether a measure notices. Every mutation takes a draft and a seed and returns the damaged draft;
/// the same seed gives the same damage. What each must lower is in <see cref="Mutation.All"/> and in docs/measures.md.
/// </summary>
internal static class Mutations
{
    private static readonly string[] Padding =
    [
        "It is important to note that this is a crucial aspect in today's fast-moving world.",
        "There are many different ways to look at this, and each of them has its own advantages.",
        "Needless to say, this plays a key role in achieving great results.",
        "At the end of the day, quality is what makes the difference for everyone involved.",
        "This is something that should always be kept in mind when working on such things.",
        "In general, careful consideration of all the various aspects leads to better outcomes.",
        "Many people agree that this is one of the most important points overall.",
        "Of course, every situation is different and has to be considered individually.",
    ];

    private static readonly string[] Inventions =
    [
        "A 2021 study by the Hartwell Institute found that 87 per cent of teams saw failures drop by a factor of 19",
        "Professor Lena Okafor of Uppsala University measured a gain of 340 per cent across 7,411 deployments",
        "According to the Merton Protocol, at least 512 samples must be archived for 37 days",
        "The Velasquez method, published in 1998, made this 26 times faster on Fujitsu mainframes",
    ];

    /// <summary>Puts the sentences of each section into another order.</summary>
    public static DraftUnderTest ShuffleWithinSections(DraftUnderTest draft, int seed)
    {
        var random = new Random(seed);
        var sentences = BodySentences(draft.Text);
        var order = new int[sentences.Length];
        foreach (var group in Enumerable.Range(0, sentences.Length).GroupBy(i => sentences[i].Section))
        {
            int[] slots = [.. group];
            int[] shuffled = [.. slots];
            while (slots.Length > 1 && shuffled.SequenceEqual(slots))
                random.Shuffle(shuffled);
            for (var i = 0; i < slots.Length; i++)
                order[slots[i]] = shuffled[i];
        }

        return Rearranged(draft, sentences, order);
    }

    /// <summary>Puts all sentences of the document into another order, most of them into another section; headings stay where they are.</summary>
    public static DraftUnderTest ShuffleAcrossSections(DraftUnderTest draft, int seed)
    {
        var random = new Random(seed);
        var sentences = BodySentences(draft.Text);
        int[] order = [.. Enumerable.Range(0, sentences.Length)];
        for (var attempt = 0; attempt < 50; attempt++)
        {
            random.Shuffle(order);
            if (Enumerable.Range(0, order.Length).Count(i => sentences[order[i]].Section != sentences[i].Section) >= 0.7 * order.Length)
                break;
        }

        return Rearranged(draft, sentences, order);
    }

    /// <summary>Takes every citation out of the text; the source list stays.</summary>
    public static DraftUnderTest RemoveCitations(DraftUnderTest draft, int seed) => draft with { Text = Citations.Remove(draft.Text) };

    /// <summary>Lets the source list name the sources of another document.</summary>
    public static DraftUnderTest ReplaceSources(DraftUnderTest draft, int seed, DraftUnderTest other)
    {
        var foreign = other.Evidence.Where(passage => draft.Evidence.All(own => own.Location != passage.Location)).ToArray();
        var entries = SourceList.Parse(draft.Text).Entries;
        var text = new StringBuilder(draft.Text);
        for (var i = 0; i < entries.Count; i++)
            text.Replace(entries[i].ToString(), SourceEntry.Of(entries[i].Number, foreign[(seed + i) % foreign.Length]).ToString());
        return draft with { Text = text.ToString() };
    }

    /// <summary>Moves every citation to another source of the list.</summary>
    public static DraftUnderTest MisciteSources(DraftUnderTest draft, int seed)
    {
        var numbers = SourceList.Parse(draft.Text).Entries.Select(entry => entry.Number).ToArray();
        var text = new StringBuilder(draft.Text);
        var shift = 1 + (seed % Math.Max(1, numbers.Length - 1));
        foreach (var citation in Citations.In(draft.Text).DistinctBy(citation => citation.Start).Reverse())
        {
            var at = Array.IndexOf(numbers, citation.Number);
            var wrong = string.Create(CultureInfo.InvariantCulture, $"[{numbers[(at + shift) % numbers.Length]}]");
            text.Remove(citation.Start, citation.Length).Insert(citation.Start, wrong);
        }

        return draft with { Text = text.ToString() };
    }

    /// <summary>Deletes every second content section, beginning with the second or the first.</summary>
    public static DraftUnderTest DeleteEverySecondSection(DraftUnderTest draft, int seed) =>
        DeleteSections(draft, (index, count) => index % 2 == (count % 2 == 0 ? seed % 2 : 1));

    /// <summary>Deletes the later half of the content sections; what follows them stays.</summary>
    public static DraftUnderTest DeleteLaterHalf(DraftUnderTest draft, int seed) =>
        DeleteSections(draft, (index, count) => index >= (count + 1) / 2);

    /// <summary>Deletes the later half of the sentences of every content section.</summary>
    public static DraftUnderTest DeleteHalfOfEachSection(DraftUnderTest draft, int seed)
    {
        var text = draft.Text;
        foreach (var section in BodySentences(text).Where(sentence => sentence.Section > 0).GroupBy(sentence => sentence.Section).Reverse())
        {
            foreach (var (span, _) in section.Skip((section.Count() + 1) / 2).Reverse())
                text = text.Remove(span.Start, span.Length);
        }

        return draft with { Text = text };
    }

    /// <summary>Cuts the body off in the middle of a sentence, as a model does that runs out of tokens: the source list goes too.</summary>
    public static DraftUnderTest CutOff(DraftUnderTest draft, int seed) => draft with { Text = draft.Text[..Middle(draft.Text)] };

    /// <summary>Puts the evidence of another topic below the draft.</summary>
    public static DraftUnderTest ReplaceEvidence(DraftUnderTest draft, int seed, DraftUnderTest other) => draft with { Evidence = other.Evidence };

    /// <summary>Deletes one content section: one of the two whose length is nearest to the average, so that little else changes.</summary>
    public static DraftUnderTest DeleteOneSection(DraftUnderTest draft, int seed)
    {
        var lengths = MarkdownOutline.Parse(draft.Text).ContentSections.Select(section => section.Body.Length).ToArray();
        var nearest = Enumerable.Range(0, lengths.Length).OrderBy(i => Math.Abs(lengths[i] - lengths.Average())).Take(2).ToArray();
        return DeleteSections(draft, (index, _) => index == nearest[seed % nearest.Length]);
    }

    /// <summary>Puts a second copy of a content section behind the last one.</summary>
    public static DraftUnderTest DuplicateSection(DraftUnderTest draft, int seed)
    {
        var content = MarkdownOutline.Parse(draft.Text).ContentSections;
        var copied = content[seed % content.Count];
        return InsertSection(draft, draft.Text.Substring(copied.Start, copied.Length));
    }

    /// <summary>The same under a new heading, with its sentences in the same words.</summary>
    public static DraftUnderTest DuplicateSectionRenamed(DraftUnderTest draft, int seed)
    {
        var content = MarkdownOutline.Parse(draft.Text).ContentSections;
        var copied = content[seed % content.Count];
        return InsertSection(draft, $"## Another look at the same point\n\n{copied.Body}\n\n");
    }

    /// <summary>Adds a section made of evidence the draft did not use, cited properly: one item too many.</summary>
    public static DraftUnderTest AddSection(DraftUnderTest draft, int seed)
    {
        var cited = SourceList.Parse(draft.Text).Entries;
        var matches = DraftReading.Of(draft).Topic.Matches;
        var unused = draft.Evidence
            .Zip(matches)
            .Where(pair => pair.First.Heading is not null && pair.First.Text.Length > 300)
            .Where(pair => cited.All(entry => entry.Location != pair.First.Location || entry.StartLine != pair.First.StartLine))
            .OrderByDescending(pair => pair.Second)
            .Select(pair => pair.First)
            .ToArray();
        var passage = unused[seed % Math.Min(2, unused.Length)];
        var number = cited.Max(entry => entry.Number) + 1;
        var body = SentenceSplitter.Sentences(passage.Text).Select(sentence => string.Create(CultureInfo.InvariantCulture, $"{sentence.TrimEnd('.')} [{number}]."));
        var added = InsertSection(draft, $"## {passage.Heading}\n\n{string.Join(' ', body)}\n\n");
        return added with { Text = added.Text.TrimEnd() + "\n" + SourceEntry.Of(number, passage) + "\n" };
    }

    /// <summary>Adds a sentence that says nothing after every third sentence, and at least one to each section.</summary>
    public static DraftUnderTest Pad(DraftUnderTest draft, int seed)
    {
        var random = new Random(seed);
        var sentences = BodySentences(draft.Text);
        var text = new StringBuilder(draft.Text);
        for (var i = sentences.Length - 1; i >= 0; i--)
        {
            var closes = i + 1 == sentences.Length || sentences[i + 1].Section != sentences[i].Section;
            if (closes || i % 3 == 1)
                text.Insert(sentences[i].Span.End, " " + Padding[random.Next(Padding.Length)]);
        }

        return draft with { Text = text.ToString() };
    }

    /// <summary>Adds a paragraph that says nothing behind everything, the source list included.</summary>
    public static DraftUnderTest PadAtTheEnd(DraftUnderTest draft, int seed)
    {
        var random = new Random(seed);
        return draft with { Text = $"{draft.Text.TrimEnd()}\n\n{string.Join(' ', Enumerable.Range(0, 8).Select(_ => Padding[random.Next(Padding.Length)]))}\n" };
    }

    /// <summary>Adds one invented fact behind everything, the source list included.</summary>
    public static DraftUnderTest InventAtTheEnd(DraftUnderTest draft, int seed) =>
        draft with { Text = $"{draft.Text.TrimEnd()}\n\n{Inventions[seed % Inventions.Length]}.\n" };

    /// <summary>Adds one invented fact with a citation of a real source.</summary>
    public static DraftUnderTest InventCitedFact(DraftUnderTest draft, int seed) => Invent(draft, seed, cite: true);

    /// <summary>Adds one invented fact without a citation.</summary>
    public static DraftUnderTest InventFact(DraftUnderTest draft, int seed) => Invent(draft, seed, cite: false);

    /// <summary>Adds an invented statement that has no number and no name.</summary>
    public static DraftUnderTest InventPlainFact(DraftUnderTest draft, int seed)
    {
        string[] statements =
        [
            "Biologists have shown that goldfish swim faster when violins are played near their aquarium",
            "Medieval monks already kept beehives on the roof to predict thunderstorms and bad harvests",
        ];
        return Insert(draft, seed, statements[seed % statements.Length], cite: true);
    }

    /// <summary>Changes one number of a sentence that cites its source.</summary>
    public static DraftUnderTest ChangeNumber(DraftUnderTest draft, int seed)
    {
        var sentences = BodySentences(draft.Text);
        var citations = Citations.In(draft.Text);
        var places = sentences
            .SelectMany(sentence => Tokenizer.Tokenize(sentence.Span.In(draft.Text))
                .Where(token => char.IsAsciiDigit(token.Term[0]))
                .Select(token => new TextSpan(sentence.Span.Start + token.Start, token.Length)))
            .Where(place => citations.All(citation => place.Start < citation.Start || place.Start >= citation.Span.End))
            .ToArray();
        if (places.Length == 0)
            return Invent(draft, seed, cite: true);
        var chosen = places[seed % places.Length];
        return draft with { Text = draft.Text.Remove(chosen.Start, chosen.Length).Insert(chosen.Start, "7,389") };
    }

    /// <summary>Replaces the text by one about something else, with its own sources.</summary>
    public static DraftUnderTest ReplaceText(DraftUnderTest draft, string text) => draft with { Text = text };

    private static int Middle(string text)
    {
        var sentences = BodySentences(text);
        var middle = sentences[sentences.Length / 2].Span;
        return text.LastIndexOf(' ', middle.Start + (middle.Length / 2));
    }

    private static DraftUnderTest Invent(DraftUnderTest draft, int seed, bool cite) => Insert(draft, seed, Inventions[seed % Inventions.Length], cite);

    private static DraftUnderTest Insert(DraftUnderTest draft, int seed, string statement, bool cite)
    {
        var sentences = BodySentences(draft.Text).Where(sentence => sentence.Section > 0).ToArray();
        var place = sentences[new Random(seed).Next(sentences.Length)];
        var entries = SourceList.Parse(draft.Text).Entries;
        var own = Citations.In(draft.Text).FirstOrDefault(citation => citation.Start >= place.Span.Start);
        var number = own.Number > 0 ? own.Number : entries[0].Number;
        var text = cite ? string.Create(CultureInfo.InvariantCulture, $" {statement} [{number}].") : $" {statement}.";
        return draft with { Text = draft.Text.Insert(place.Span.End, text) };
    }

    private static DraftUnderTest DeleteSections(DraftUnderTest draft, Func<int, int, bool> deletes)
    {
        var content = MarkdownOutline.Parse(draft.Text).ContentSections;
        var text = draft.Text;
        for (var i = content.Count - 1; i >= 0; i--)
        {
            if (deletes(i, content.Count))
                text = text.Remove(content[i].Start, content[i].Length);
        }

        return draft with { Text = text };
    }

    private static DraftUnderTest InsertSection(DraftUnderTest draft, string section)
    {
        var last = MarkdownOutline.Parse(draft.Text).ContentSections[^1];
        var at = last.Start + last.Length;
        var gap = draft.Text[..at].EndsWith("\n\n", StringComparison.Ordinal) ? "" : "\n\n";
        return draft with { Text = draft.Text.Insert(at, gap + section.TrimEnd() + "\n\n") };
    }

    private static DraftUnderTest Rearranged(DraftUnderTest draft, (TextSpan Span, int Section)[] sentences, int[] order)
    {
        var text = new StringBuilder(draft.Text);
        for (var i = sentences.Length - 1; i >= 0; i--)
        {
            text.Remove(sentences[i].Span.Start, sentences[i].Span.Length);
            text.Insert(sentences[i].Span.Start, sentences[order[i]].Span.In(draft.Text));
        }

        return draft with { Text = text.ToString() };
    }

    // The sentences before the source list, with the number of the section they stand in (0: the lead).
    private static (TextSpan Span, int Section)[] BodySentences(string text)
    {
        var sections = MarkdownOutline.Parse(text).Sections;
        var sources = sections.FirstOrDefault(section => MarkdownLines.IsSourceHeading(section.Heading))?.Start ?? text.Length;
        return
        [
            .. SentenceSplitter.Split(text)
                .Where(span => span.Start < sources)
                .Select(span => (span, sections.Count(section => section.Level <= 2 && section.Start <= span.Start))),
        ];
    }
}
