using Flywheel.Agents.Documents;
using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Review;

/// <summary>What the engine finds by reading a draft against the task and the evidence. The judge, the panel and the reviser start from it.</summary>
internal sealed class DraftReview
{
    private const double SameContent = 0.6;

    private DraftReview()
    {
    }

    /// <summary>The draft.</summary>
    public required Document Document { get; init; }

    /// <summary>Its content sections.</summary>
    public required IReadOnlyList<SectionReview> Sections { get; init; }

    /// <summary>Pairs of sections that say the same.</summary>
    public required IReadOnlyList<(SectionReview Later, SectionReview Earlier)> Repeated { get; init; }

    /// <summary>Different locations cited.</summary>
    public required int Sources { get; init; }

    /// <summary>The task's topic, weighed against the evidence.</summary>
    public required Topic Topic { get; init; }

    /// <summary>The evidence.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>What its passages say.</summary>
    public required Support Support { get; init; }

    /// <summary>Whether the draft ends with a list of its sources.</summary>
    public required bool HasSourceList { get; init; }

    /// <summary>Reads a draft.</summary>
    public static DraftReview Of(string task, string draft, IReadOnlyList<SourcePassage> passages)
    {
        var evidence = Evidence.Of(passages);
        var topic = new Topic(TaskReading.Of(task), evidence);
        var support = new Support(evidence, topic);
        var document = Draft.Read(draft);
        var content = MarkdownOutline.Parse(draft).ContentSections.Select(section => Draft.WithoutNumber(section.Heading)).ToHashSet(StringComparer.Ordinal);
        var sections = document.Sections
            .Where(section => content.Contains(section.Title))
            .Select((section, i) => SectionReview.Of(section, i, topic, support))
            .ToArray();
        return new DraftReview
        {
            Document = document,
            Sections = sections,
            Repeated = Repeats(sections),
            Sources = sections
                .SelectMany(section => section.Sentences)
                .SelectMany(sentence => sentence.Cited)
                .Where(support.IsValid)
                .Select(number => passages[number - 1].Location)
                .Distinct(StringComparer.Ordinal)
                .Count(),
            Topic = topic,
            Evidence = evidence,
            Support = support,
            HasSourceList = SourceList.Parse(draft).Entries.Count > 0,
        };
    }

    private static List<(SectionReview Later, SectionReview Earlier)> Repeats(SectionReview[] sections)
    {
        var shingles = sections.Select(section => Shingles.Of(string.Join(' ', section.Sentences.Select(sentence => sentence.Bare)))).ToArray();
        var repeats = new List<(SectionReview Later, SectionReview Earlier)>();
        for (var later = 1; later < sections.Length; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                var same = string.Equals(sections[later].Section.Title, sections[earlier].Section.Title, StringComparison.OrdinalIgnoreCase)
                    || (sections[later].Sentences.Count > 0 && shingles[later].Containment(shingles[earlier]) >= SameContent);
                if (!same)
                    continue;
                repeats.Add((sections[later], sections[earlier]));
                break;
            }
        }

        return repeats;
    }
}
