using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Catalogue;

/// <summary>
/// Finds harnesses by name: a committed version when one is named, else the working copy <c>harnesses/&lt;name&gt;/harness.yaml</c> of the
/// workspace, else a built-in one. Thread-safe.
/// </summary>
public sealed class HarnessCatalogue : IHarnessParents
{
    private const string FileName = "harness.yaml";
    private const int MaxParents = 8;

    private readonly string? _folder;
    private readonly IHarnessVersions? _versions;

    /// <summary>Opens a catalogue.</summary>
    /// <param name="folder">The workspace's <c>harnesses</c> folder, which need not exist; null for the built-in harnesses alone.</param>
    /// <param name="versions">The committed versions, or null when there are none.</param>
    public HarnessCatalogue(string? folder, IHarnessVersions? versions = null)
    {
        _folder = folder;
        _versions = versions;
    }

    /// <summary>The working copy of a harness, whether it exists or not; null without a workspace.</summary>
    public string? WorkingCopy(string name) => _folder is null ? null : Path.Combine(_folder, HarnessReference.Parse(name).Name, FileName);

    /// <summary>Every harness that can be named, by name.</summary>
    public IReadOnlyList<CatalogueEntry> List()
    {
        var working = _folder is null || !Directory.Exists(_folder)
            ? []
            : Directory.EnumerateDirectories(_folder)
                .Select(folder => new CatalogueEntry(Path.GetFileName(folder), Path.Combine(folder, FileName)))
                .Where(entry => Patterns.Name.IsMatch(entry.Name) && File.Exists(entry.Path));
        return [.. working.Concat(BuiltInHarnesses.Names.Select(name => new CatalogueEntry(name, null))).DistinctBy(entry => entry.Name, StringComparer.Ordinal).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    /// <summary>The harness of this name.</summary>
    /// <param name="reference"><c>name</c> or <c>name@version</c>.</param>
    /// <exception cref="HarnessException">There is none, or it is not valid.</exception>
    public LoadedHarness Find(string reference) => Find(HarnessReference.Parse(reference), []);

    private LoadedHarness Find(HarnessReference reference, IReadOnlyList<string> children)
    {
        if (reference.Version is { } version)
            return Committed(reference.Name, version);
        if (children.Contains(reference.Name, StringComparer.Ordinal))
            throw new HarnessException($"the harnesses extend each other in a circle: {string.Join(" → ", children.Append(reference.Name))}");
        if (children.Count > MaxParents)
            throw new HarnessException($"more than {MaxParents} harnesses extend one another: {string.Join(" → ", children)}");
        var path = WorkingCopy(reference.Name);
        var harness = path is not null && File.Exists(path)
            ? HarnessLoader.Load(path, new Lineage(this, [.. children, reference.Name]))
            : BuiltInHarnesses.Find(reference.Name) ?? throw Unknown(reference.Name);
        return string.Equals(harness.Spec.Name, reference.Name, StringComparison.Ordinal)
            ? harness
            : throw new HarnessException($"{path} says 'harness: {harness.Spec.Name}', but its folder says '{reference.Name}'; make them the same.");
    }

    private LoadedHarness Committed(string name, string version) =>
        _versions is not null ? _versions.Find(name, version) : throw new HarnessException($"'{name}@{version}' can not be looked up without a workspace.");

    private HarnessException Unknown(string name)
    {
        var known = List().Select(entry => entry.Name).ToList();
        return new HarnessException($"There is no harness '{name}'.{NearestName.Hint(name, known)} Known: {string.Join(", ", known)}.");
    }

    private sealed class Lineage(HarnessCatalogue catalogue, IReadOnlyList<string> children) : IHarnessParents
    {
        public LoadedHarness Find(string reference) => catalogue.Find(HarnessReference.Parse(reference), children);
    }
}
