namespace Flywheel.Cli.Settings;

/// <summary>A setting as it is in effect. Never a secret: only whether one is set.</summary>
/// <param name="Key">The key of <c>config.yaml</c>, or the name of an environment variable.</param>
/// <param name="Value">Its value, or null when it has none.</param>
/// <param name="Origin"><c>default</c>, <c>file</c> or <c>environment</c>.</param>
internal sealed record Setting(string Key, string? Value, string Origin);
