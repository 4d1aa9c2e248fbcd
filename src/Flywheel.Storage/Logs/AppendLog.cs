using System.Diagnostics;
using Flywheel.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Logs;

/// <summary>
/// An append-only log of lines that any number of threads and processes write at once. A line is one write under the file's lock, then an
/// fsync; threads of one process that append at the same time share one write and one fsync (group commit). A line is never rewritten: what a
/// crash left torn is closed with a newline by the next append and kept.
/// </summary>
/// <remarks>
/// Thread-safe. The file is opened for every commit (a few microseconds beside an fsync) and its identity checked under the lock, so that a
/// log that was moved away or removed is never written to unseen: the line goes to a new file of that name.
/// </remarks>
public sealed class AppendLog
{
    private const int MaximumReplacements = 100;

    private readonly Lock _gate = new();
    private readonly Lock _commit = new();
    private readonly CommitPace _pace = new();
    private AppendBatch? _open;
    private FileIdentity? _durableEntry;
    private bool _entryIsDurable;

    /// <summary>Opens a log; the file is created with the first line, its folder must exist.</summary>
    /// <param name="path">The log file.</param>
    public AppendLog(string path) => FilePath = path;

    /// <summary>The log file.</summary>
    public string FilePath { get; }

    /// <summary>The present length of the file in bytes; 0 when there is none. A line appended later lies at or after this offset.</summary>
    public long Length => new FileInfo(FilePath) is { Exists: true } file ? file.Length : 0;

    /// <summary>Appends one line and returns its byte offset in the file once it is durable.</summary>
    /// <param name="line">The line, without its newline.</param>
    /// <exception cref="ArgumentException">The line is empty (readers would skip it) or holds a line break.</exception>
    /// <exception cref="IOException">
    /// The line could not be written, and the file has no part of it; or it was written and could not be made durable: then it may be found at
    /// or after the <see cref="Length"/> of before the call.
    /// </exception>
    public long Append(ReadOnlySpan<byte> line)
    {
        Check(line);
        AppendBatch batch;
        AppendFollower? follower;
        lock (_gate)
        {
            if (_open?.HasRoomFor(line.Length) != true)
                _open = new AppendBatch();
            batch = _open;
            follower = batch.Join(line);
        }

        return follower is not null ? follower.Wait() : Lead(batch);
    }

    /// <summary>Appends many lines in order, with one write and one fsync for megabytes of them; they are durable when the call returns.</summary>
    /// <param name="lines">The lines, without their newlines; read as they are written.</param>
    /// <exception cref="ArgumentException">A line is empty or holds a line break; some lines before it may have been written.</exception>
    /// <exception cref="IOException">A line could not be written; whole lines before it may have been.</exception>
    public void AppendAll(IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var batch = new AppendBatch();
        foreach (var line in lines)
        {
            Check(line.Span);
            if (!batch.HasRoomFor(line.Length))
            {
                Write(batch);
                batch = new AppendBatch();
            }

            batch.Join(line.Span);
        }

        if (batch.Count > 0)
            Write(batch);
    }

    private static void Check(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            throw new ArgumentException("A log line can not be empty.", nameof(line));
        if (line.ContainsAny((byte)'\n', (byte)'\r'))
            throw new ArgumentException("A log line can not hold a line break.", nameof(line));
    }

    private void Write(AppendBatch batch)
    {
        try
        {
            lock (_commit)
                Commit(batch);
        }
        finally
        {
            batch.Complete(0, failure: null); // nobody follows: it gives its memory back
        }
    }

    private long Lead(AppendBatch batch)
    {
        var start = 0L;
        Exception? failure = null;
        try
        {
            lock (_commit) // while an earlier batch is being written, others join this one
            {
                _pace.LetOthersJoin(batch);
                Close(batch);
                _pace.Begin();
                start = Commit(batch);
                _pace.End(batch);
            }

            return start;
        }
        catch (Exception reason)
        {
            failure = reason;
            throw;
        }
        finally
        {
            Close(batch);
            batch.Complete(start, failure);
        }
    }

    private void Close(AppendBatch batch)
    {
        lock (_gate)
        {
            if (_open == batch)
                _open = null;
        }
    }

    private long Commit(AppendBatch batch)
    {
        for (var attempt = 0; attempt < MaximumReplacements; attempt++)
        {
            using var handle = File.OpenHandle(FilePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (WriteLocked(handle, batch) is not { } start)
                continue;
            RandomAccess.FlushToDisk(handle);
            MakeEntryDurable(handle);
            return start;
        }

        throw new IOException($"'{FilePath}' is replaced again and again; the line was not written.");
    }

    /// <summary>Writes the batch at the end of the file and returns the offset of its first line. The lock is released before the fsync.</summary>
    /// <returns>Null when the file was moved away or removed before the lock was taken.</returns>
    private long? WriteLocked(SafeFileHandle handle, AppendBatch batch)
    {
        using var held = new HeldLock(handle, FilePath);
        if (!FileSystem.IsNamed(handle, FilePath))
            return null;
        var end = RandomAccess.GetLength(handle);
        var torn = end > 0 && LastByte(handle, end) != (byte)'\n';
        try
        {
            RandomAccess.Write(handle, batch.Bytes(closeTornLine: torn), end);
        }
        catch
        {
            TakeBack(handle, end);
            throw;
        }

        return torn ? end + 1 : end;
    }

    // Still under the lock: only our own partial line goes. Where even that fails, the next append closes the partial line.
    private static void TakeBack(SafeFileHandle handle, long end)
    {
        try
        {
            RandomAccess.SetLength(handle, end);
        }
        catch (IOException)
        {
            // The write's own failure is what the caller must see.
        }
    }

    private void MakeEntryDurable(SafeFileHandle handle)
    {
        var identity = FileSystem.IdentityOf(handle);
        if (_entryIsDurable && _durableEntry == identity)
            return;
        FileSystem.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(FilePath))!);
        _durableEntry = identity;
        _entryIsDurable = true;
    }

    private static byte LastByte(SafeFileHandle handle, long end)
    {
        Span<byte> last = stackalloc byte[1];
        RandomAccess.Read(handle, last, end - 1);
        return last[0];
    }

    private readonly ref struct HeldLock
    {
        private readonly SafeFileHandle _handle;
        private readonly IDisposable? _held;

        public HeldLock(SafeFileHandle handle, string path)
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
