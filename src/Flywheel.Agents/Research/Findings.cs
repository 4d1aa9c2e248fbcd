using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Research;

/// <summary>What research found. Immutable and thread-safe.</summary>
/// <param name="Evidence">Passages in the order in which they are cited.</param>
/// <param name="Queries">What was searched, in order.</param>
/// <param name="Rounds">Rounds whose batch was kept.</param>
/// <param name="NoveltyScores">One per round, the dropped one included.</param>
public sealed record Findings(IReadOnlyList<SourcePassage> Evidence, IReadOnlyList<string> Queries, int Rounds, IReadOnlyList<double?> NoveltyScores);
