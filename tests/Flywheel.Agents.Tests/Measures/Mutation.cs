using Flywheel.Agents.Measures;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>A kind of damage and what it must do to the measures.</summary>
/// <param name="Name">How the table names it.</param>
/// <param name="Apply">Damages a draft; the third value is a draft of another topic.</param>
/// <param name="MustFall">Dimensions that fall by 1.0 or more.</param>
/// <param name="Related">Dimensions that may move; every other dimension falls by at most 0.5.</param>
/// <param name="NeedsCount">Whether it is about the number of items, and the task must ask for one.</param>
internal sealed record Mutation(
    string Name,
    Func<DraftUnderTest, int, DraftUnderTest, DraftUnderTest> Apply,
    string[] MustFall,
    string[] Related,
    bool NeedsCount = false)
{
    private const string Completeness = "completeness";
    private const string Depth = "depth";
    private const string Groundedness = "groundedness";
    private const string Relevance = "relevance";
    private const string Specificity = "specificity";
    private const string Structure = "structure";

    /// <summary>All of them; <see cref="MutationTableTests"/> writes them into docs/measures.md.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("sentences shuffled within sections", (d, s, _) => Mutations.ShuffleWithinSections(d, s), [Structure], []),
        new("sentences shuffled across sections", (d, s, _) => Mutations.ShuffleAcrossSections(d, s), [Structure], [Relevance, Depth, Groundedness]),
        new("citations removed", (d, s, _) => Mutations.RemoveCitations(d, s), [Groundedness], []),
        new("sources of another topic", Mutations.ReplaceSources, [Groundedness], []),
        new("citations moved to other sources", (d, s, _) => Mutations.MisciteSources(d, s), [Groundedness], []),
        new("every second section deleted", (d, s, _) => Mutations.DeleteEverySecondSection(d, s), [Completeness], [Depth, Specificity]),
        new("later half of the sections deleted", (d, s, _) => Mutations.DeleteLaterHalf(d, s), [Completeness], []),
        new("half of each section deleted", (d, s, _) => Mutations.DeleteHalfOfEachSection(d, s), [Depth], [Completeness, Specificity, Groundedness, Structure]),
        new("cut off in the middle", (d, s, _) => Mutations.CutOff(d, s), [Completeness], [Groundedness, Structure, Depth, Specificity]),
        new("evidence of another topic", Mutations.ReplaceEvidence, [Groundedness], [Relevance, Completeness]),
        new("a section duplicated", (d, s, _) => Mutations.DuplicateSection(d, s), [Structure], []),
        new("a section duplicated under a new heading", (d, s, _) => Mutations.DuplicateSectionRenamed(d, s), [Structure], []),
        new("padding", (d, s, _) => Mutations.Pad(d, s), [Specificity], [Depth]),
        new("padding behind the end", (d, s, _) => Mutations.PadAtTheEnd(d, s), [Specificity], []),
        new("invented fact, cited", (d, s, _) => Mutations.InventCitedFact(d, s), [Groundedness], []),
        new("invented fact, uncited", (d, s, _) => Mutations.InventFact(d, s), [Groundedness], []),
        new("invented fact behind the end", (d, s, _) => Mutations.InventAtTheEnd(d, s), [Groundedness], []),
        new("invented fact without number or name", (d, s, _) => Mutations.InventPlainFact(d, s), [Groundedness], []),
        new("a number changed", (d, s, _) => Mutations.ChangeNumber(d, s), [Groundedness], []),
        new("wrong count: one item too few", (d, s, _) => Mutations.DeleteOneSection(d, s), [Completeness], [Depth, Specificity], NeedsCount: true),
        new("wrong count: one item too many", (d, s, _) => Mutations.AddSection(d, s), [Completeness], [], NeedsCount: true),
    ];
}
