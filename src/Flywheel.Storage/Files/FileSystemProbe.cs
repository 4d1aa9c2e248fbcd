namespace Flywheel.Storage.Files;

/// <summary>What the file system of a folder can do for the logs and journals in it; found by trying, with a file that is removed again.</summary>
/// <param name="Locks">Whether a second opener sees that the file is locked: without it a dead run can not be told from a living one.</param>
/// <param name="Preallocates">Whether space can be reserved ahead: without it a full disk can keep a record back.</param>
/// <param name="SyncsDirectories">Whether a new name can be made durable.</param>
public sealed record FileSystemProbe(bool Locks, bool Preallocates, bool SyncsDirectories)
{
    private const long Reserve = 1 << 16;

    /// <summary>Tries a folder.</summary>
    /// <exception cref="IOException">No file can be made in it.</exception>
    /// <exception cref="UnauthorizedAccessException">No file can be made in it.</exception>
    public static FileSystemProbe Of(string folder)
    {
        var path = AtomicFile.TemporaryName(Path.Combine(folder, "probe"));
        try
        {
            using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return new FileSystemProbe(TryLocks(handle, path), TryPreallocate(handle), TrySync(folder));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool TryLocks(Microsoft.Win32.SafeHandles.SafeFileHandle handle, string path)
    {
        try
        {
            using var held = FileSystem.Lock(handle, path);
            using var second = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var taken = FileSystem.TryLock(second, path, out var other);
            other?.Dispose();
            return !taken;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool TryPreallocate(Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        try
        {
            return FileSystem.Preallocate(handle, Reserve);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool TrySync(string folder)
    {
        try
        {
            FileSystem.SyncDirectory(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
