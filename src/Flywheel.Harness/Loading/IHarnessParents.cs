namespace Flywheel.Harness.Loading;

/// <summary>Finds the harness that another one extends.</summary>
public interface IHarnessParents
{
    /// <summary>The harness of this name.</summary>
    /// <param name="reference"><c>name</c> or <c>name@version</c>.</param>
    /// <exception cref="HarnessException">There is none, or it can not be used.</exception>
    LoadedHarness Find(string reference);
}
