using Flywheel.Agents.Embedded.Composition;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Review;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;

namespace Flywheel.Agents.Embedded.Revision;

/// <summary>
/// Adds to a section what it is said to lack (an example, a caveat, a reason, length) from sentences of the evidence that the document has
/// not used: those of its own source first. Adds nothing when there is nothing that fits.
/// </summary>
internal sealed class Enrichment
{
    private const int ThinBelow = 3;
    private const int EnoughWhenCalledThin = 5;

    private static readonly SentenceTraits[] Kinds =
        [SentenceTraits.Mechanism, SentenceTraits.Example | SentenceTraits.Figure, SentenceTraits.Caveat, SentenceTraits.Advice];

    private readonly IssueCues _cues;
    private readonly WritingRules _rules;
    private readonly SectionSentences _sentences;
    private readonly SaidAlready _said;
    private readonly Citing _citing;

    /// <summary>Prepares to enrich the sections of one document.</summary>
    public Enrichment(IssueCues cues, WritingRules rules, SectionSentences sentences, SaidAlready said, Citing citing)
    {
        _cues = cues;
        _rules = rules;
        _sentences = sentences;
        _said = said;
        _citing = citing;
    }

    /// <summary>The section, enriched where it can be.</summary>
    public DocumentSection Enrich(SectionReview review, Item item)
    {
        var section = review.Section;
        var wanted = _cues.WantedBy(review) | (_rules.RequireExample ? SentenceTraits.Example | SentenceTraits.Figure : SentenceTraits.None);
        foreach (var kind in Kinds)
        {
            if ((wanted & kind) != SentenceTraits.None && !review.Has(kind) && Find(section, item, kind) is { } sentence)
                section = Insert(section, sentence, item);
        }

        var least = Math.Max(_cues.IsCalledThin(review) ? EnoughWhenCalledThin : ThinBelow, _rules.MinSentences);
        while (section.AllSentences.Count(sentence => !sentence.IsVerbatim) < least && Find(section, item, SentenceTraits.None) is { } sentence)
            section = Insert(section, sentence, item);
        return section;
    }

    private Sentence? Find(DocumentSection section, Item item, SentenceTraits kind)
    {
        var present = new SaidAlready();
        foreach (var sentence in section.AllSentences)
            present.Add(sentence.Bare);

        var found = item.Seed.Sentences
            .Concat(_sentences.SupportingSentences(item))
            .FirstOrDefault(sentence => !sentence.IsListItem && (kind == SentenceTraits.None || sentence.Is(kind)) && !_said.Has(sentence) && Fits(sentence, present));
        if (found is not null)
            _said.Add(found);
        return found;
    }

    // A sentence that points back is only added behind the one it points to.
    private static bool Fits(Sentence sentence, SaidAlready present)
    {
        var needs = sentence.Dependence == Dependence.Dangling || sentence.Is(SentenceTraits.Example);
        return !needs || (sentence.Previous is { } previous && present.Has(previous));
    }

    private DocumentSection Insert(DocumentSection section, Sentence sentence, Item item)
    {
        var added = _citing.Cite(sentence, 2, sentence.Dependence == Dependence.Dangling || sentence.Is(SentenceTraits.Example) ? Leaning.OnPrevious : Leaning.None);
        var paragraphs = section.Paragraphs.Select(paragraph => paragraph.ToList()).ToList();
        if (!paragraphs.Exists(IsProse))
            return section with { Paragraphs = [[added], .. section.Paragraphs] };

        var (paragraph, index) = Position(paragraphs, sentence, item);
        paragraphs[paragraph].Insert(index, added);
        return section with { Paragraphs = [.. paragraphs] };
    }

    // Behind the last sentence that stands before it in the same source; else a caveat closes the section, and others stand before the caveats.
    private static (int Paragraph, int Index) Position(List<List<CitedSentence>> paragraphs, Sentence sentence, Item item)
    {
        var place = (Paragraph: -1, Index: -1);
        foreach (var earlier in sentence.Section.Sentences.Where(other => other.Ordinal < sentence.Ordinal))
        {
            for (var p = 0; p < paragraphs.Count; p++)
            {
                var at = paragraphs[p].FindIndex(other => string.Equals(other.Bare, earlier.Text, StringComparison.Ordinal));
                if (at >= 0)
                    place = (p, at + 1);
            }
        }

        if (place.Paragraph >= 0)
            return place;

        // First in its source: before the sentences of that source.
        if (ReferenceEquals(sentence.Section, item.Seed))
        {
            for (var p = 0; p < paragraphs.Count; p++)
            {
                var at = paragraphs[p].FindIndex(other => item.Seed.Sentences.Any(own => string.Equals(other.Bare, own.Text, StringComparison.Ordinal)));
                if (at >= 0)
                    return (p, at);
            }
        }

        var last = paragraphs.FindLastIndex(IsProse);
        var end = paragraphs[last].Count;
        if (!sentence.Is(SentenceTraits.Caveat))
        {
            while (end > 1 && TraitReader.Read(paragraphs[last][end - 1].Bare, opensArticle: false).HasFlag(SentenceTraits.Caveat))
                end--;
        }

        return (last, end);
    }

    private static bool IsProse(List<CitedSentence> paragraph) => paragraph.Exists(sentence => !sentence.IsVerbatim);
}
