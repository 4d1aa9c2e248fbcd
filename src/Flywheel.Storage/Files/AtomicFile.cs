using System.Security.Cryptography;

namespace Flywheel.Storage.Files;

/// <summary>
/// Writes whole files so that a reader, or a crash at any moment, sees the old content or the new, never a part. Thread-safe.
/// </summary>
public static class AtomicFile
{
    private const string TemporaryPrefix = ".flywheel-";
    private const string TemporarySuffix = ".tmp";

    /// <summary>
    /// Replaces (or creates) a file durably; its folder must exist. A file that is replaced keeps its permissions; a symbolic link is
    /// replaced itself, what it points to stays.
    /// </summary>
    /// <exception cref="IOException">The file can not be written; the old content is untouched and no temporary file is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can not be written, or the path names a folder.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = TemporaryName(path);
        try
        {
            using (var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            {
                if (!OperatingSystem.IsWindows() && File.Exists(path))
                    File.SetUnixFileMode(handle, File.GetUnixFileMode(path));
                RandomAccess.Write(handle, content, 0);
                RandomAccess.FlushToDisk(handle);
            }

            Publish(temporary, path);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Gives a finished temporary file its name, durably; replaces what has that name.</summary>
    public static void Publish(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FileSystem.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>A name in the folder of <paramref name="path"/> that no other writer uses.</summary>
    public static string TemporaryName(string path)
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return Path.Combine(Path.GetDirectoryName(path) ?? "", TemporaryPrefix + Convert.ToHexStringLower(random) + TemporarySuffix);
    }

    /// <summary>
    /// Removes the temporary files that killed processes left in a folder. Choose <paramref name="before"/> at least minutes in the past: a
    /// younger file may still be written.
    /// </summary>
    /// <returns>How many were removed; 0 when there is no such folder.</returns>
    public static int RemoveAbandoned(string directory, DateTimeOffset before)
    {
        if (!Directory.Exists(directory))
            return 0;
        var removed = 0;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles(TemporaryPrefix + "*" + TemporarySuffix))
        {
            if (file.LastWriteTimeUtc < before.UtcDateTime && TryDelete(file.FullName))
                removed++;
        }

        return removed;
    }

    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // in Write the write's own failure is what the caller must see
        }
    }
}
