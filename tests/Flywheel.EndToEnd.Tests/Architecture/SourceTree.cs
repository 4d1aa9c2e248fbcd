using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Flywheel.EndToEnd.Tests.Architecture;

/// <summary>The repository's own sources, as the architecture tests read them.</summary>
internal static partial class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>The projects in the order of the architecture table.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. TableRow().Matches(File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"))).Select(static match => match.Groups[1].Value)];

    public static string PathOf(string project) => Path.Combine(Root, "src", project);

    public static IReadOnlyList<string> ReferencesOf(string project) =>
    [
        .. XDocument.Load(Path.Combine(PathOf(project), project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))),
    ];

    /// <summary>The folders a project's README lists, in order.</summary>
    public static IReadOnlyList<string> ListedFolders(string project)
    {
        var readme = File.ReadAllText(Path.Combine(PathOf(project), "README.md"));
        var start = readme.IndexOf("## Folders", StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, $"{project}/README.md has no section '## Folders'");
        return [.. FolderRow().Matches(readme[start..]).Select(static match => match.Groups[1].Value)];
    }

    /// <summary>The folders of a project that hold code.</summary>
    public static IReadOnlyList<string> Folders(string project) =>
    [
        .. Directory.EnumerateDirectories(PathOf(project))
            .Where(static folder => Path.GetFileName(folder) is not ("bin" or "obj") && Sources(folder).Any())
            .Select(static folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Flywheel.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run from within the repository.");
    }

    [GeneratedRegex(@"^\| `(Flywheel\.[A-Za-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^\d+\. `([A-Za-z]+)`", RegexOptions.Multiline)]
    private static partial Regex FolderRow();
}
