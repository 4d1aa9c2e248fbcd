using System.Buffers;
using Flywheel.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Logs;

/// <summary>
/// An append-only log of lines that any number of threads and processes write at once. A line is one write under the file's lock, then an
/// fsync; threads of one process that append at the same time share one write and one fsync (group commit). A line is never rewritten: what a
/// crash left torn is closed with a newline by the next append and kept.
/// </summary>
/// <remarks>Thread-safe. The file is opened for every commit, so that a log that was moved away is not written to unseen.</remarks>
public sealed class AppendLog
{
    private readonly Lock _gate = new();
    private readonly Lock _commit = new();
    private AppendBatch? _open;
    private bool _entryIsDurable;

    /// <summary>Opens a log; the file is created with the first line, its folder must exist.</summary>
    /// <param name="path">The log file.</param>
    public AppendLog(string path) => FilePath = path;

    /// <summary>The log file.</summary>
    public string FilePath { get; }

    /// <summary>Appends one line and returns its byte offset in the file once it is durable.</summary>
    /// <param name="line">The line, without its newline.</param>
    /// <exception cref="ArgumentException">The line holds a newline.</exception>
    /// <exception cref="IOException">The line could not be written; the file has no part of it.</exception>
    public long Append(ReadOnlySpan<byte> line)
    {
        if (line.ContainsAny((byte)'\n', (byte)'\r'))
            throw new ArgumentException("A log line can not hold a line break.", nameof(line));
        AppendBatch batch;
        int index;
        lock (_gate)
        {
            batch = _open ??= new AppendBatch();
            index = batch.Add(line);
        }

        if (index > 0)
            return batch.Wait(index);
        lock (_commit) // while an earlier batch is being written, followers join this one
        {
            lock (_gate)
                _open = null;
            return Commit(batch);
        }
    }

    /// <summary>The present length of the file in bytes; 0 when there is none. A line appended later lies at or after this offset.</summary>
    public long Length => new FileInfo(FilePath) is { Exists: true } file ? file.Length : 0;

    private long Commit(AppendBatch batch)
    {
        try
        {
            using (var handle = File.OpenHandle(FilePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
            {
                batch.Start = WriteLocked(handle, batch);
                RandomAccess.FlushToDisk(handle);
            }

            if (!_entryIsDurable)
            {
                FileSystem.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(FilePath))!);
                _entryIsDurable = true;
            }

            batch.Complete(null);
            return batch.Start;
        }
        catch (Exception failure)
        {
            batch.Complete(failure);
            throw;
        }
    }

    /// <summary>Writes the batch at the end of the file and returns the offset of its first line. The lock is released before the fsync.</summary>
    private long WriteLocked(SafeFileHandle handle, AppendBatch batch)
    {
        using var copy = new LockedHandle(handle, FilePath);
        var end = RandomAccess.GetLength(handle);
        var torn = end > 0 && LastByte(handle, end) != (byte)'\n';
        try
        {
            RandomAccess.Write(handle, batch.Bytes(closeTornLine: torn), end);
        }
        catch
        {
            RandomAccess.SetLength(handle, end); // still under the lock: only our own partial line goes
            throw;
        }

        return torn ? end + 1 : end;
    }

    private static byte LastByte(SafeFileHandle handle, long end)
    {
        Span<byte> last = stackalloc byte[1];
        RandomAccess.Read(handle, last, end - 1);
        return last[0];
    }

    private readonly ref struct LockedHandle
    {
        private readonly SafeFileHandle _handle;
        private readonly IDisposable? _held;

        public LockedHandle(SafeFileHandle handle, string path)
        {
            _handle = handle;
            _held = FileSystem.Lock(handle, path);
        }

        public void Dispose()
        {
            FileSystem.Unlock(_handle);
            _held?.Dispose();
        }
    }
}
