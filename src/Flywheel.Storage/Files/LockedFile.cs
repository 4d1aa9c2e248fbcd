using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Files;

/// <summary>
/// A file opened for reading and appending while no other process, and no other handle of this one, has it open this way: for logs in which a
/// line depends on the line before it. Used by one thread.
/// </summary>
public sealed class LockedFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly IDisposable? _held;

    private LockedFile(string path, SafeFileHandle handle, IDisposable? held)
    {
        _path = path;
        _handle = handle;
        _held = held;
    }

    /// <summary>Waits until the file is free and opens it; it is created when missing, its folder must exist. A killed process frees it.</summary>
    /// <exception cref="IOException">The file can not be opened or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can not be written.</exception>
    public static LockedFile Open(string path)
    {
        while (true)
        {
            var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            try
            {
                var held = FileSystem.Lock(handle, path);
                if (FileSystem.IsNamed(handle, path))
                    return new LockedFile(path, handle, held);
                held?.Dispose(); // replaced while we waited, by a checkout for example: the lock of the old file guards nothing
            }
            catch
            {
                handle.Dispose();
                throw;
            }

            handle.Dispose();
        }
    }

    /// <summary>The present length in bytes.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>The whole content.</summary>
    public byte[] ReadAll()
    {
        var content = new byte[Length];
        var read = 0;
        while (read < content.Length)
        {
            var count = RandomAccess.Read(_handle, content.AsSpan(read), read);
            if (count == 0)
                break;
            read += count;
        }

        return read == content.Length ? content : content[..read];
    }

    /// <summary>Appends bytes with one write and makes them durable.</summary>
    /// <exception cref="IOException">They could not be written; the file has no part of them.</exception>
    public void Append(ReadOnlySpan<byte> content)
    {
        var end = Length;
        try
        {
            RandomAccess.Write(_handle, content, end);
            RandomAccess.FlushToDisk(_handle);
            if (end == 0)
                FileSystem.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        }
        catch
        {
            RandomAccess.SetLength(_handle, end); // still locked: only our own part goes
            throw;
        }
    }

    /// <summary>Cuts the file to a length; for a line that a crash left torn.</summary>
    public void Truncate(long length)
    {
        RandomAccess.SetLength(_handle, length);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Frees the file.</summary>
    public void Dispose()
    {
        FileSystem.Unlock(_handle);
        _held?.Dispose();
        _handle.Dispose();
    }
}
