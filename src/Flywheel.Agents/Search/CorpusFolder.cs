namespace Flywheel.Agents.Search;

/// <summary>
/// Finds the files below a folder, in an order that does not depend on the disk. Hidden files and folders are left out. Symbolic links
/// are followed, but no folder and no file is visited twice, whatever links lead to it; links are tried after everything that is really there.
/// </summary>
internal sealed class CorpusFolder(List<CorpusWarning> warnings)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FileSystemInfo> _links = new(StringComparer.Ordinal);
    private readonly List<CorpusFile> _files = [];

    /// <summary>How often something was come upon that had been visited before.</summary>
    public int Repeated { get; private set; }

    /// <summary>The files below <paramref name="folder"/> that no earlier call has returned, in ordinal order of location.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="location">The folder's own place in the corpus.</param>
    public IReadOnlyList<CorpusFile> Files(DirectoryInfo folder, string location)
    {
        _files.Clear();
        Visit(folder, location);
        while (_links.Count > 0)
        {
            var (linkLocation, link) = _links.First();
            _links.Remove(linkLocation);
            Follow(link, linkLocation);
        }

        return [.. _files.OrderBy(file => file.Location, StringComparer.Ordinal)];
    }

    /// <summary>Whether <paramref name="file"/> is new; it counts as visited from now on.</summary>
    public bool TryVisit(FileInfo file) => TryVisit(RealPath.Of(file.FullName));

    private bool TryVisit(string realPath)
    {
        if (_visited.Add(realPath))
            return true;
        Repeated++;
        return false;
    }

    private void Visit(DirectoryInfo folder, string location)
    {
        var pending = new Stack<(DirectoryInfo Folder, string Location)>();
        pending.Push((folder, location));
        while (pending.TryPop(out var next))
        {
            var real = RealPath.Of(next.Folder.FullName);
            if (!TryVisit(real))
                continue;
            foreach (var entry in Entries(next.Folder, next.Location))
            {
                var entryLocation = $"{next.Location}/{entry.Name}";
                if (entry.LinkTarget is not null)
                    _links.TryAdd(entryLocation, entry);
                else if (entry is DirectoryInfo inner)
                    pending.Push((inner, entryLocation));
                else if (TryVisit(Path.Combine(real, entry.Name)))
                    _files.Add(new CorpusFile(entryLocation, entry.FullName));
            }
        }
    }

    private void Follow(FileSystemInfo link, string location)
    {
        var target = RealPath.Of(link.FullName);
        if (Directory.Exists(target))
            Visit(new DirectoryInfo(target), location);
        else if (!File.Exists(target))
            warnings.Add(new CorpusWarning(location, "it is a link to nothing"));
        else if (TryVisit(target))
            _files.Add(new CorpusFile(location, target));
    }

    private FileSystemInfo[] Entries(DirectoryInfo folder, string location)
    {
        try
        {
            return folder.EnumerateFileSystemInfos("*", Everything).Where(entry => !IsHidden(entry)).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warnings.Add(new CorpusWarning(location, "the folder cannot be listed: its permissions do not allow it, or it has gone"));
            return [];
        }
    }

    private static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden);
}
