namespace Flywheel.Harness.Assembly;

/// <summary>What a harness says to a model at one place of the pipeline. Immutable and thread-safe.</summary>
/// <param name="Surface">The place.</param>
/// <param name="Text">The instruction, the limits of the output and the rules, ready for the prompt; empty when the harness says nothing here.</param>
/// <param name="Rules">The rules in it, in order.</param>
/// <param name="Tokens">Estimated tokens of <paramref name="Text"/>.</param>
public sealed record StageInstructions(StageSurface Surface, string Text, IReadOnlyList<AssembledRule> Rules, int Tokens);

/// <summary>A rule in a prompt.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Tokens">Estimated tokens of its line.</param>
public sealed record AssembledRule(string Id, int Tokens);
