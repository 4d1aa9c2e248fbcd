using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Catalogue;

/// <summary>How a user names a harness: <c>name</c>, or <c>name@version</c> where the version is a number, a tag, a channel or the start of a hash.</summary>
/// <param name="Name">The harness.</param>
/// <param name="Version">What follows the @, or null.</param>
public readonly record struct HarnessReference(string Name, string? Version)
{
    /// <summary>Reads a reference.</summary>
    /// <exception cref="HarnessException">The text is none.</exception>
    public static HarnessReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Patterns.HarnessReference.IsMatch(text))
            throw new HarnessException($"'{text}' names no harness: expected {Patterns.HarnessReference.Meaning["a harness: ".Length..]}, the name of lower-case letters, digits and dashes.");
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? new HarnessReference(text, null) : new HarnessReference(text[..at], text[(at + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => Version is null ? Name : $"{Name}@{Version}";
}
