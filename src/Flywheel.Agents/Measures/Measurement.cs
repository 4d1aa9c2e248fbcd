namespace Flywheel.Agents.Measures;

/// <summary>What one deterministic measure says of a draft.</summary>
/// <param name="Dimension">The rubric dimension, for example <c>groundedness</c>.</param>
/// <param name="Score">0–10, quantised to 0.1.</param>
/// <param name="Issues">What lowered the score, each a sentence that names the place; empty when nothing did.</param>
public sealed record Measurement(string Dimension, double Score, IReadOnlyList<string> Issues);
