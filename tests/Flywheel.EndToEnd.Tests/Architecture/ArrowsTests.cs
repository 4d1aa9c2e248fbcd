using System.Text.RegularExpressions;

namespace Flywheel.EndToEnd.Tests.Architecture;

/// <summary>The arrows between projects and between the folders of a project point upwards only.</summary>
public sealed partial class ArrowsTests
{
    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Fact]
    public void The_table_names_every_project_once()
    {
        var onDisk = Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "src"))
            .Where(static folder => File.Exists(Path.Combine(folder, Path.GetFileName(folder) + ".csproj")))
            .Select(static folder => Path.GetFileName(folder));

        SourceTree.Projects.Order(StringComparer.Ordinal).ShouldBe(onDisk.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_projects_above_it(string project)
    {
        var above = SourceTree.Projects.TakeWhile(other => other != project).ToList();

        foreach (var reference in SourceTree.ReferencesOf(project))
            above.ShouldContain(reference, $"{project} may not use {reference}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_lists_its_folders(string project) =>
        SourceTree.ListedFolders(project).Order(StringComparer.Ordinal).ShouldBe(SourceTree.Folders(project));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_uses_only_folders_above_it(string project)
    {
        var order = SourceTree.ListedFolders(project).ToList();
        var wrong = new List<string>();
        foreach (var folder in SourceTree.Folders(project))
        {
            foreach (var source in SourceTree.Sources(Path.Combine(SourceTree.PathOf(project), folder)))
            {
                foreach (var used in FoldersUsedBy(source, project).Where(used => order.IndexOf(used) > order.IndexOf(folder)))
                    wrong.Add($"{folder}/{Path.GetFileName(source)} uses {used}, which stands below it");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_has_the_namespace_of_its_folder(string project)
    {
        var wrong = new List<string>();
        foreach (var folder in SourceTree.Folders(project))
        {
            var root = Path.Combine(SourceTree.PathOf(project), folder);
            foreach (var source in SourceTree.Sources(root))
            {
                var relative = Path.GetRelativePath(SourceTree.PathOf(project), Path.GetDirectoryName(source)!).Replace(Path.DirectorySeparatorChar, '.');
                var expected = $"{project}.{relative}";
                var actual = Namespace().Match(File.ReadAllText(source)).Groups[1].Value;
                if (actual != expected)
                    wrong.Add($"{Path.GetFileName(source)}: {actual}, expected {expected}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static IEnumerable<string> FoldersUsedBy(string source, string project)
    {
        foreach (Match match in Regex.Matches(File.ReadAllText(source), Regex.Escape(project) + @"\.([A-Z][A-Za-z]*)", RegexOptions.CultureInvariant))
            yield return match.Groups[1].Value;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
