using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Catalogue;

/// <summary>The harnesses that ship with the product. Thread-safe.</summary>
public static class BuiltInHarnesses
{
    /// <summary>The name of the default harness.</summary>
    public const string DefaultName = "research";

    private const string Folder = "harnesses/";
    private const string Extension = ".yaml";

    private static readonly Lazy<LoadedHarness> DefaultHarness = new(() => Find(DefaultName) ?? throw new InvalidOperationException("The default harness is not in the assembly."));

    /// <summary>Their names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInHarnesses).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The default harness; its instruction texts stand in where another harness leaves one empty.</summary>
    public static LoadedHarness Default => DefaultHarness.Value;

    /// <summary>The built-in harness of this name, or null.</summary>
    public static LoadedHarness? Find(string name)
    {
        using var resource = typeof(BuiltInHarnesses).Assembly.GetManifestResourceStream(Folder + name + Extension);
        if (resource is null)
            return null;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return HarnessLoader.Parse(content, $"built-in {name}.yaml");
    }
}
