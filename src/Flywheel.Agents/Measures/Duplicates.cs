using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>Finds sections that say again what an earlier one says: same heading (numbering aside), or four fifths of the same word triples.</summary>
internal static class Duplicates
{
    // A section is compared with this many before it, which keeps the search linear in very long drafts.
    private const int Window = 64;
    private const double Same = 0.8;

    /// <summary>The repeated sections, each with the first it repeats.</summary>
    public static IReadOnlyList<(DraftSection Later, DraftSection Earlier)> Of(IReadOnlyList<DraftSection> sections)
    {
        var pairs = new List<(DraftSection, DraftSection)>();
        var bodies = sections.Select(section => Shingles.Of(string.Join(' ', section.Sentences.Select(sentence => Plain(sentence))))).ToArray();
        for (var later = 1; later < sections.Count; later++)
        {
            for (var earlier = Math.Max(0, later - Window); earlier < later; earlier++)
            {
                if (!Repeats(sections[later], sections[earlier], bodies[later], bodies[earlier]))
                    continue;
                pairs.Add((sections[later], sections[earlier]));
                break;
            }
        }

        return pairs;
    }

    private static bool Repeats(DraftSection later, DraftSection earlier, Shingles body, Shingles other) =>
        string.Equals(MarkdownLines.Bare(later.Heading), MarkdownLines.Bare(earlier.Heading), StringComparison.Ordinal)
        || (later.Words >= 8 && earlier.Words >= 8 && Math.Max(body.Containment(other), other.Containment(body)) >= Same);

    private static string Plain(DraftSentence sentence) => sentence.Citations.Count == 0 ? sentence.Text : Documents.Citations.Remove(sentence.Text);
}
