using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Passages;

/// <summary>A passage and the words that stand above it.</summary>
/// <param name="Source">The passage with its provenance.</param>
/// <param name="Headings">The document's title and the headings the passage is under, from the top; they say what it is about.</param>
internal sealed record Passage(SourcePassage Source, string Headings);
