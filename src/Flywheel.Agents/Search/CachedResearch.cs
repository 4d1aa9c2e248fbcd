using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Search;

/// <summary>What a finished research stage found. Immutable and thread-safe.</summary>
public sealed record CachedResearch
{
    /// <summary>The passages kept, in order.</summary>
    public required IReadOnlyList<SourcePassage> Evidence { get; init; }

    /// <summary>The compressed knowledge at the end.</summary>
    public required string Knowledge { get; init; }

    /// <summary>Rounds whose results were kept.</summary>
    public required int SearchRounds { get; init; }

    /// <summary>One value per search round, 0–10, the dropped batch included.</summary>
    public required IReadOnlyList<double> NoveltyScores { get; init; }

    /// <summary>The queries asked, in order.</summary>
    public IReadOnlyList<string> Queries { get; init; } = [];
}
