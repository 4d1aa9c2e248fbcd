using Flywheel.Harness.Assembly;

namespace Flywheel.Harness.Linting;

/// <summary>What lint found, and what the harness costs in prompts. Immutable and thread-safe.</summary>
/// <param name="Findings">What a person should look at, by line.</param>
/// <param name="Stages">The tokens of each place of the pipeline and of each rule in it.</param>
public sealed record LintReport(IReadOnlyList<LintFinding> Findings, IReadOnlyList<StageInstructions> Stages);
