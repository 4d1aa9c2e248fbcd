namespace Flywheel.Harness.Catalogue;

/// <summary>A harness that can be named.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The working copy, or null for a built-in harness.</param>
public sealed record CatalogueEntry(string Name, string? Path)
{
    /// <summary>Whether it ships with the product and has no working copy.</summary>
    public bool IsBuiltIn => Path is null;
}
