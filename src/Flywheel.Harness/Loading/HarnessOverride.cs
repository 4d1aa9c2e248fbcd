namespace Flywheel.Harness.Loading;

/// <summary>One change of one run to its harness.</summary>
/// <param name="Key">The dotted key, for example <c>verify.threshold</c>.</param>
/// <param name="Value">The value as it was given; lists of names are separated by commas.</param>
/// <param name="Origin">The flag or the environment variable, for messages.</param>
public sealed record HarnessOverride(string Key, string Value, string Origin);
