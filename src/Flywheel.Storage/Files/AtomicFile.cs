using System.Security.Cryptography;

namespace Flywheel.Storage.Files;

/// <summary>Writes whole files so that a reader, or a crash at any moment, sees the old content or the new, never a part. Thread-safe.</summary>
public static class AtomicFile
{
    /// <summary>Replaces (or creates) a file durably; its folder must exist.</summary>
    /// <exception cref="IOException">The file can not be written; the old content is untouched and no temporary file is left.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = TemporaryName(path);
        try
        {
            using (var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            {
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

    /// <summary>A name beside <paramref name="path"/> that no other writer uses.</summary>
    public static string TemporaryName(string path)
    {
        Span<byte> random = stackalloc byte[6];
        RandomNumberGenerator.Fill(random);
        var directory = Path.GetDirectoryName(path);
        return Path.Combine(directory ?? "", $".{Path.GetFileName(path)}.{Convert.ToHexStringLower(random)}.tmp");
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // The write's own failure is what the caller must see.
        }
    }
}
