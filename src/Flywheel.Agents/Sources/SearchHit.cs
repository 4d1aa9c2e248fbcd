namespace Flywheel.Agents.Sources;

/// <summary>One result of a search.</summary>
/// <param name="Passage">The text and where it is from.</param>
/// <param name="Score">The provider's relevance, higher is better; comparable within one search only.</param>
public readonly record struct SearchHit(SourcePassage Passage, double Score);
