using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Catalogue;

/// <summary>The committed versions of harnesses.</summary>
public interface IHarnessVersions
{
    /// <summary>A committed version.</summary>
    /// <param name="name">The harness.</param>
    /// <param name="version">A number, a tag, a channel or the start of a hash.</param>
    /// <exception cref="HarnessException">There is no such version.</exception>
    LoadedHarness Find(string name, string version);
}
