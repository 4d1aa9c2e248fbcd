using Flywheel.Agents.Embedded.Reading;
using Flywheel.Agents.Embedded.Selection;
using Flywheel.Agents.Embedded.Writing;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Review;

/// <summary>What can be said of one section of a draft by reading it.</summary>
internal sealed class SectionReview
{
    private SectionReview()
    {
    }

    /// <summary>How an issue names the section.</summary>
    public required string Place { get; init; }

    /// <summary>The section.</summary>
    public required DocumentSection Section { get; init; }

    /// <summary>Its sentences, those of subsections included; lists, tables and code are none.</summary>
    public required IReadOnlyList<CitedSentence> Sentences { get; init; }

    /// <summary>What its sentences do, together.</summary>
    public required SentenceTraits Traits { get; init; }

    /// <summary>Whether it has code, a table or a list.</summary>
    public required bool HasVerbatim { get; init; }

    /// <summary>Share of the topic that the section speaks of, or how much the passages it rests on are about it; 0 to 1.</summary>
    public required double Coverage { get; init; }

    /// <summary>Sentences without a citation that names a passage, statements that something is missing aside.</summary>
    public required IReadOnlyList<CitedSentence> Uncited { get; init; }

    /// <summary>Sentences whose cited passages do not say what they say.</summary>
    public required IReadOnlyList<CitedSentence> Unsupported { get; init; }

    /// <summary>How many different passages it cites.</summary>
    public required int Sources { get; init; }

    /// <summary>Whether one of its sentences does this.</summary>
    public bool Has(SentenceTraits traits) => (Traits & traits) != SentenceTraits.None;

    /// <summary>Reads one section.</summary>
    public static SectionReview Of(DocumentSection section, int index, Topic topic, Support support)
    {
        var all = All(section).ToArray();
        var sentences = all.Where(sentence => !sentence.IsVerbatim).ToArray();
        var traits = SentenceTraits.None;
        foreach (var sentence in sentences)
        {
            traits |= TraitReader.Read(sentence.Bare, opensArticle: false);
            if (TraitReader.MentionsExample(sentence.Bare))
                traits |= SentenceTraits.Example;
        }

        var terms = Tokenizer.Terms(section.Title + " " + string.Join(' ', all.Select(sentence => sentence.Bare))).ToHashSet(StringComparer.Ordinal);
        var claims = sentences.Where(sentence => !IsAbsence(sentence)).ToArray();
        return new SectionReview
        {
            Place = $"section {(index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)} (\"{section.Title}\")",
            Section = section,
            Sentences = sentences,
            Traits = traits,
            HasVerbatim = all.Length > sentences.Length,
            Coverage = Math.Max(topic.Coverage(terms), claims.Length == 0 ? 0 : claims.Sum(support.RelevanceOfCited) / claims.Length),
            Uncited = [.. claims.Where(sentence => !sentence.Cited.Any(support.IsValid))],
            Unsupported = [.. claims.Where(sentence => sentence.Cited.Any(support.IsValid) && support.OfCited(sentence) < Support.Little)],
            Sources = all.SelectMany(sentence => sentence.Cited).Where(support.IsValid).Distinct().Count(),
        };
    }

    /// <summary>Whether a sentence says that the sources lack something: it has nothing to cite.</summary>
    public static bool IsAbsence(CitedSentence sentence) =>
        sentence.Text.StartsWith("No source ", StringComparison.Ordinal) || sentence.Text.StartsWith("The sources support only ", StringComparison.Ordinal)
        || sentence.Text.StartsWith("The sources found hold nothing ", StringComparison.Ordinal);

    private static IEnumerable<CitedSentence> All(DocumentSection section) => section.Sentences.Concat(section.Subsections.SelectMany(All));
}
