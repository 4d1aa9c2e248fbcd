using Flywheel.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Journals;

/// <summary>
/// The journal of one running run: JSON lines that are on disk before the work they speak of goes on. The file is held by an advisory lock for
/// as long as the run lives, and its space is reserved ahead so that the final record always fits, on a full disk too.
/// </summary>
/// <remarks>
/// Thread-safe. Disposing releases the lock and keeps the file; <see cref="Delete"/> ends it. The reserve is twice what the lines of the record
/// take so far (names and layout) and 64 KB, beyond the end of the file: the file is never longer than what was written to it.
/// </remarks>
public sealed class Journal : IDisposable
{
    private const long Margin = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _handle;
    private IDisposable? _held;
    private byte[] _line = [];
    private long _length;
    private long _recordBytes;
    private long _reserved;
    private bool _canReserve = true;
    private bool _closed;

    internal Journal(string path, SafeFileHandle handle)
    {
        FilePath = path;
        _handle = handle;
    }

    /// <summary>The journal file.</summary>
    public string FilePath { get; private set; }

    /// <summary>Whether the file's name still leads to this file.</summary>
    internal bool IsNamed => FileSystem.IsNamed(_handle, FilePath);

    /// <summary>
    /// Appends a line whose content will also stand in the final record: the reserve grows by as much before the line is written.
    /// </summary>
    /// <exception cref="IOException">The disk is full; the line was not written and the reserve for the final record is untouched.</exception>
    /// <exception cref="ArgumentException">The line is empty or holds a line break.</exception>
    /// <exception cref="ObjectDisposedException">The journal is closed.</exception>
    public void Append(ReadOnlySpan<byte> line, Durability durability) => Write(line, durability, line.Length);

    /// <summary>Appends a line whose content stays out of the final record.</summary>
    /// <inheritdoc cref="Append"/>
    public void AppendDetail(ReadOnlySpan<byte> line, Durability durability) => Write(line, durability, 0);

    /// <summary>Appends the final line, durably, into the reserve.</summary>
    /// <exception cref="IOException">It could not be written even so.</exception>
    /// <exception cref="ArgumentException">The line is empty or holds a line break.</exception>
    /// <exception cref="ObjectDisposedException">The journal is closed.</exception>
    public void AppendFinal(ReadOnlySpan<byte> line)
    {
        lock (_gate)
            WriteAtEnd(line, Durability.Synced);
    }

    /// <summary>Removes the journal of a run whose record is in the log.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(FilePath);
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            FileSystem.Unlock(_handle);
            _handle.Dispose();
            _held?.Dispose();
        }
    }

    /// <summary>Waits for the lock that says the run lives.</summary>
    /// <param name="path">The name under which others look for the lock.</param>
    internal void Hold(string path) => _held = FileSystem.Lock(_handle, path);

    /// <summary>Gives the file its final name, durably.</summary>
    internal void Rename(string path)
    {
        File.Move(FilePath, path, overwrite: true);
        FilePath = path;
        FileSystem.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private void Write(ReadOnlySpan<byte> line, Durability durability, long recordBytes)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            Reserve(line.Length + 1, recordBytes);
            WriteAtEnd(line, durability);
            _recordBytes += recordBytes;
        }
    }

    private void Reserve(long upcomingLine, long upcomingRecord)
    {
        var needed = _length + upcomingLine + (2 * (_recordBytes + upcomingRecord)) + Margin;
        if (!_canReserve || needed <= _reserved)
            return;
        try
        {
            ReserveTo(needed + Margin); // ahead, so that most lines reserve nothing
        }
        catch (IOException)
        {
            ReserveTo(needed); // the disk is nearly full: what must be kept free may still fit
        }
    }

    private void ReserveTo(long length)
    {
        _canReserve = FileSystem.Preallocate(_handle, length);
        _reserved = length;
    }

    private void WriteAtEnd(ReadOnlySpan<byte> line, Durability durability)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        JournalLine.Terminate(line, ref _line);
        var terminated = _line.AsSpan(0, line.Length + 1);
        try
        {
            RandomAccess.Write(_handle, terminated, _length);
        }
        catch
        {
            TakeBack();
            throw;
        }

        _length += terminated.Length;
        if (durability == Durability.Synced)
            RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Takes a line back that was written in part. Cutting the file also gives the reserve back, so it is made anew.</summary>
    private void TakeBack()
    {
        try
        {
            if (RandomAccess.GetLength(_handle) == _length)
                return;
            RandomAccess.SetLength(_handle, _length);
            var reserved = _reserved;
            _reserved = 0;
            if (_canReserve)
                ReserveTo(reserved);
        }
        catch (IOException)
        {
            // The write's own failure is what the caller must see.
        }
    }
}
