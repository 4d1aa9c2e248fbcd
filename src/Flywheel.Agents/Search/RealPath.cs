namespace Flywheel.Agents.Search;

/// <summary>The one path of a file or folder that goes through no symbolic link.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The real path of <paramref name="path"/>, as far as it exists; a loop of links is left as it is.</summary>
    public static string Of(string path)
    {
        var pending = new Stack<string>(Parts(Path.GetFullPath(path)));
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        for (var links = 0; pending.TryPop(out var part);)
        {
            var next = Path.Combine(real, part);
            if (links < MostLinks && Target(next) is { } target)
            {
                links++;
                var absolute = Path.GetFullPath(target, real);
                foreach (var targetPart in Parts(absolute))
                    pending.Push(targetPart);
                real = Path.GetPathRoot(absolute)!;
            }
            else
            {
                real = next;
            }
        }

        return real;
    }

    /// <summary>The parts below the root, the last first.</summary>
    private static IEnumerable<string> Parts(string path) =>
        path[Path.GetPathRoot(path)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
