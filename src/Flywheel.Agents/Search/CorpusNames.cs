using System.Globalization;

namespace Flywheel.Agents.Search;

/// <summary>
/// Names the folders of a corpus: by their own name, and when two different folders share it, the later one gets <c>-2</c>, <c>-3</c>, …
/// </summary>
internal sealed class CorpusNames
{
    private readonly List<(string Path, string Name)> _names = [];

    /// <summary>The name of <paramref name="folder"/>; the same each time.</summary>
    public string Of(DirectoryInfo folder)
    {
        var path = RealPath.Of(folder.FullName);
        if (_names.FirstOrDefault(known => string.Equals(known.Path, path, StringComparison.Ordinal)) is { Name: { } given })
            return given;

        var wanted = folder.Parent is null ? "root" : folder.Name;
        var name = wanted;
        for (var i = 2; _names.Any(known => string.Equals(known.Name, name, StringComparison.Ordinal)); i++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        _names.Add((path, name));
        return name;
    }
}
