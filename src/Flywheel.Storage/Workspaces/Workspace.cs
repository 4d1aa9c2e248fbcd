using Flywheel.Storage.Blobs;
using Flywheel.Storage.Files;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Security;

namespace Flywheel.Storage.Workspaces;

/// <summary>
/// One folder of plain files that holds everything: logs, blobs, traces, outputs, harnesses. Knows where each thing is and opens the stores.
/// Thread-safe; share one instance per process.
/// </summary>
public sealed class Workspace
{
    /// <summary>The environment variable that names a workspace folder.</summary>
    public const string Variable = "FLYWHEEL_WORKSPACE";

    private const string FolderName = ".flywheel";

    private const string Ignored = """
        # Everything here is data, except what is worth versioning.
        *
        !.gitignore
        !harnesses/
        !harnesses/**
        !suites/
        !suites/*/
        !suites/*/suite.yaml
        !governance/
        !governance/**
        !knowledge/
        !knowledge/**
        !skills/
        !skills/**

        """;

    private Workspace(string root, TimeProvider time)
    {
        Root = root;
        Runs = new AppendLog(Path.Combine(root, "data", "runs.jsonl"));
        Journals = new JournalStore(Path.Combine(root, "data", "open"));
        Blobs = new BlobStore(Path.Combine(root, "blobs"));
        Security = new SecurityLog(Log("security_events"), time);
    }

    /// <summary>The folder, absolute.</summary>
    public string Root { get; }

    /// <summary>The log of finished runs.</summary>
    public AppendLog Runs { get; }

    /// <summary>The journals of runs that have not finished.</summary>
    public JournalStore Journals { get; }

    /// <summary>The immutable texts.</summary>
    public BlobStore Blobs { get; }

    /// <summary>The log of what guards decided.</summary>
    public SecurityLog Security { get; }

    /// <summary>
    /// Finds the workspace: the folder asked for, else the one the environment names, else the <c>.flywheel</c> of the nearest parent of the
    /// working directory, else <c>./.flywheel</c>; and creates what is missing.
    /// </summary>
    /// <param name="asked">The folder the user named, or null.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="workingDirectory">Where to look from.</param>
    /// <param name="time">The clock of the logs.</param>
    /// <exception cref="IOException">The folder can not be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can not be created.</exception>
    public static Workspace Open(string? asked, Func<string, string?> environment, string workingDirectory, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Open(Locate(asked, environment, workingDirectory), time);
    }

    /// <summary>Opens the workspace at this very folder and creates what is missing.</summary>
    /// <exception cref="IOException">The folder can not be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can not be created.</exception>
    public static Workspace Open(string root, TimeProvider time)
    {
        root = Path.GetFullPath(root);
        if (File.Exists(root))
            throw new IOException($"The workspace '{root}' is a file. Name a folder with --workspace or {Variable}.");
        FileSystem.CreateDurableDirectory(Path.Combine(root, "data"));
        var ignore = Path.Combine(root, ".gitignore");
        if (!File.Exists(ignore))
            AtomicFile.Write(ignore, System.Text.Encoding.UTF8.GetBytes(Ignored));
        return new Workspace(root, time);
    }

    /// <summary>Where <see cref="Open(string?, Func{string, string?}, string, TimeProvider)"/> finds the workspace; nothing is created.</summary>
    public static string Locate(string? asked, Func<string, string?> environment, string workingDirectory)
    {
        ArgumentNullException.ThrowIfNull(environment);
        workingDirectory = Path.GetFullPath(workingDirectory);
        var named = string.IsNullOrWhiteSpace(asked) ? environment(Variable) : asked;
        if (!string.IsNullOrWhiteSpace(named))
            return Path.GetFullPath(named, workingDirectory);
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, FolderName);
            if (Directory.Exists(candidate))
                return candidate;
        }

        return Path.Combine(workingDirectory, FolderName);
    }

    /// <summary>A log of <c>data/</c>, for example <c>sessions</c>.</summary>
    public AppendLog Log(string name) => new(Path.Combine(Root, "data", name + ".jsonl"));

    /// <summary>The absolute path of something in the workspace.</summary>
    /// <param name="relative">A path with forward slashes, as records hold it.</param>
    public string PathOf(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    /// <summary>A path as records hold it: relative to the workspace with forward slashes, or absolute when it lies outside.</summary>
    public string RelativePath(string path)
    {
        var full = Path.GetFullPath(path);
        var relative = Path.GetRelativePath(Root, full);
        var outside = Path.IsPathRooted(relative) || relative.Split(Path.DirectorySeparatorChar)[0] == "..";
        return outside ? full : relative.Replace(Path.DirectorySeparatorChar, '/');
    }
}
