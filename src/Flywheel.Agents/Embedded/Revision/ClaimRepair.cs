using Flywheel.Agents.Embedded.Review;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;

namespace Flywheel.Agents.Embedded.Revision;

/// <summary>
/// Makes every sentence rest on its source: citations of nothing go, a claim that a passage makes is cited to it, a claim that none makes
/// goes, and so does what was said before or holds a forbidden phrase. What leaned on a dropped sentence goes with it.
/// </summary>
internal sealed class ClaimRepair(Support support, WritingRules rules)
{
    private readonly SaidAlready _said = new();

    /// <summary>The document with its claims repaired; sections that have nothing left are dropped.</summary>
    public Document Repair(Document document)
    {
        var sections = document.Sections
            .Select(section => (Before: section, After: section.Rewrite(paragraph => Sentences(paragraph, Place.Section))))
            .Where(pair => pair.After.AllSentences.Any() || !pair.Before.AllSentences.Any() && pair.Before.Subsections.Count > 0)
            .Select(pair => pair.After with { Subsections = [.. pair.After.Subsections.Where(subsection => subsection.AllSentences.Any())] })
            .ToArray();
        return document with { Lead = Sentences(document.Lead, Place.Lead), Sections = sections };
    }

    private List<CitedSentence> Sentences(IReadOnlyList<CitedSentence> paragraph, Place place)
    {
        var kept = new List<CitedSentence>();
        var dropped = false;
        foreach (var sentence in paragraph)
        {
            var repaired = dropped && sentence.LeansOnPrevious ? null : Repair(sentence, place);
            dropped = repaired is null;
            if (repaired is not null)
                kept.Add(repaired);
        }

        return kept;
    }

    private CitedSentence? Repair(CitedSentence sentence, Place place)
    {
        if (!rules.Allows(sentence.Text))
            return null;
        if (sentence.IsVerbatim || SectionReview.IsAbsence(sentence))
            return sentence;

        // A lead sums up: it may say again, in its own words, what the sections say, and cite all of them.
        if (place == Place.Lead && sentence.Cited.Any(support.IsValid) && support.OfAllCited(sentence) >= Support.Little)
            return sentence;

        var grounded = Grounded(sentence, place);
        if (grounded is null || _said.Has(grounded.Bare))
            return null;

        _said.Add(grounded.Bare);
        return grounded;
    }

    private CitedSentence? Grounded(CitedSentence sentence, Place place)
    {
        if (sentence.Cited.Any(support.IsValid) && support.OfCited(sentence) >= Support.Little)
            return sentence with { Citations = [.. sentence.Citations.Where(support.IsValid)] };

        var (number, share) = support.Best(sentence);
        if (share >= Support.Enough)
            return sentence with { Text = sentence.Bare, Citations = [number] };

        // What frames a document claims nothing that could be cited, as long as it states no figure.
        var frames = place == Place.Lead && !sentence.Cited.Any() && !sentence.Text.Any(char.IsDigit);
        return frames ? sentence : null;
    }

    private enum Place
    {
        Lead,
        Section,
    }
}
