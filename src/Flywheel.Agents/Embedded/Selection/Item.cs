using Flywheel.Agents.Embedded.Reading;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>Something the document gives a section of its own: the section of a source that presents it, and what supports it elsewhere.</summary>
internal sealed class Item
{
    /// <summary>The heading it gets in the document.</summary>
    public required string Title { get; init; }

    /// <summary>The section that presents it.</summary>
    public required SourceSection Seed { get; init; }

    /// <summary>How much the seed is about the topic, 0 to 1.</summary>
    public required double Relevance { get; init; }

    /// <summary>Whether it is an entry of a list: one sentence, which any source may explain.</summary>
    public bool IsListed { get; init; }

    /// <summary>Sections of other sources about the same thing, most similar first.</summary>
    public List<SupportingSection> Supports { get; } = [];

    /// <summary>How many documents speak of it.</summary>
    public int Sources => 1 + Supports
        .Select(support => support.Section.Location)
        .Where(location => !string.Equals(location, Seed.Location, StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal)
        .Count();

    /// <summary>What orders items: relevance, and up to three further sources.</summary>
    /// <param name="perSource">What a further source counts.</param>
    public double Rank(double perSource) => Topic.Quantised(Relevance + (perSource * Math.Min(Sources - 1, 3)));
}

/// <summary>A section that supports an item.</summary>
/// <param name="Section">The section.</param>
/// <param name="Similarity">To the item's seed, 0 to 1.</param>
internal readonly record struct SupportingSection(SourceSection Section, double Similarity);
