using Flywheel.Cli.Failures;
using Flywheel.Storage.Files;

namespace Flywheel.Cli.Running;

/// <summary>
/// Where the user wants the output. Checked before the run starts, so that hours of work never end at a path that can not be written; links are followed
/// first, so that a harmless name can not lead to a forbidden place. Thread-safe.
/// </summary>
internal static class OutputTarget
{
    private static readonly string[] ForbiddenFolders =
        ["/proc", "/sys", "/dev", "/etc", "/boot", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/usr", "/run", "/var/run", "/var/lib", "/var/spool"];

    private static readonly string[] SecretFolders = [".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".git", ".password-store"];

    private static readonly string[] SecretNames =
    [
        ".env", ".netrc", ".pgpass", ".npmrc", ".pypirc", ".htpasswd", ".git-credentials", "credentials", "authorized_keys", "known_hosts",
        "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
    ];

    private static readonly string[] SecretEndings = [".pem", ".key", ".p12", ".pfx", ".crt", ".cer", ".jks", ".keystore", ".kdbx"];

    private static readonly string[] ShellFiles = [".bashrc", ".bash_profile", ".profile", ".zshrc", ".zprofile", ".bash_login", ".gitconfig"];

    private static readonly string[] OwnFolders = ["data", "blobs", "steps", "traces", "trials"];

    /// <summary>Checks a path.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="named">As the user wrote it.</param>
    /// <param name="workspace">The workspace's folder, whose own files are forbidden.</param>
    /// <returns>The path with links followed.</returns>
    /// <exception cref="UserException">The path can not or must not be written.</exception>
    public static string Check(string path, string named, string workspace)
    {
        if (Path.EndsInDirectorySeparator(named) || Directory.Exists(path))
            throw new UserException($"The output path {named} is a folder. Name a file in it, for example {Path.Combine(named, "answer.md")}.");
        RefuseForbidden(path, named, workspace);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            throw new UserException($"The output path {named} is in a folder that does not exist ({folder}). Create it, or choose another path.");
        var real = RealPath(path);
        RefuseForbidden(real, named, workspace);
        if (Directory.Exists(real))
            throw new UserException($"The output path {named} is a link to a folder. Name a file in it.");
        RefuseSpecialFile(real, named);
        RefuseReadOnly(real, named);
        return real;
    }

    private static void RefuseForbidden(string path, string named, string workspace)
    {
        if (ForbiddenFolders.FirstOrDefault(folder => IsIn(path, folder)) is { } system)
            throw Forbidden(named, $"{system} belongs to the system");
        if (OwnFolders.FirstOrDefault(folder => IsIn(path, Path.Combine(workspace, folder))) is { } own)
            throw Forbidden(named, $"{own}/ of the workspace is the product's own record");
        var parts = path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        if (parts.SkipLast(1).FirstOrDefault(static part => Holds(SecretFolders, part)) is { } secret)
            throw Forbidden(named, $"{secret} holds secrets or settings");
        var name = parts.Length == 0 ? "" : parts[^1];
        if (LooksSecret(name))
            throw Forbidden(named, $"'{name}' is the name of a file that holds secrets or settings");
    }

    private static bool LooksSecret(string name) =>
        Holds(SecretNames, name) || Holds(ShellFiles, name)
        || name.StartsWith(".env.", StringComparison.OrdinalIgnoreCase)
        || SecretEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static void RefuseSpecialFile(string path, string named)
    {
        if (Path.Exists(path) && !FileSystem.IsRegularFile(path))
            throw new UserException($"The output path {named} is no regular file. Choose another path.");
    }

    /// <summary>Tries what delivery will do: a new file beside the output, which is renamed over it. A file that is marked read-only is respected.</summary>
    private static void RefuseReadOnly(string path, string named)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            if (File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReadOnly) == FileAttributes.ReadOnly)
                throw new UnauthorizedAccessException("The file is read-only.");
            var probe = Path.Combine(folder, $".flywheel-{Path.GetRandomFileName()}.tmp");
            using var created = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UserException($"The output path {named} can not be written: {error.Message} Choose another path, or change its permissions.", error);
        }
    }

    /// <summary>The path behind links, of the file and of every folder above it.</summary>
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in Path.GetRelativePath(real, path).Split(Path.DirectorySeparatorChar))
        {
            var next = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = entry.LinkTarget is null ? next : entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return Path.GetFullPath(real);
    }

    private static bool IsIn(string path, string folder) =>
        path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool Holds(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static UserException Forbidden(string named, string reason) =>
        new($"The output path {named} is forbidden: {reason}. Choose another path.");
}
