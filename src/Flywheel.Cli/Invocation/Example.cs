namespace Flywheel.Cli.Invocation;

/// <summary>A command line worth showing.</summary>
/// <param name="CommandLine">As it is typed, beginning with <c>flywheel</c>.</param>
/// <param name="Explains">What it does.</param>
internal sealed record Example(string CommandLine, string Explains);
