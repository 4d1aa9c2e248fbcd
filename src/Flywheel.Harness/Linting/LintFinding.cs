namespace Flywheel.Harness.Linting;

/// <summary>Something in a harness that a person should look at. Immutable and thread-safe.</summary>
/// <param name="Lint">What was looked for, one of <see cref="LintRules"/>.</param>
/// <param name="Subjects">The rules, keys or stages it is about.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Line">The line of the first subject in the file; 0 when it stands in a parent.</param>
public sealed record LintFinding(string Lint, IReadOnlyList<string> Subjects, string Message, int Line);
