using Flywheel.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Journals;

/// <summary>
/// The journal of one running run: JSON lines that are on disk before the work they speak of goes on. The file is held by an advisory lock for
/// as long as the run lives, and its space is reserved ahead so that the final record always fits, on a full disk too.
/// </summary>
/// <remarks>Thread-safe. Disposing releases the lock and keeps the file; <see cref="Delete"/> ends it.</remarks>
public sealed class Journal : IDisposable
{
    private const long Margin = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _handle;
    private readonly IDisposable? _held;
    private long _length;
    private long _recordBytes;
    private long _reserved;
    private bool _canReserve = true;
    private bool _closed;

    internal Journal(string path, SafeFileHandle handle, IDisposable? held, long length)
    {
        FilePath = path;
        _handle = handle;
        _held = held;
        _length = length;
    }

    /// <summary>The journal file.</summary>
    public string FilePath { get; internal set; }

    /// <summary>
    /// Appends a line whose content will also stand in the final record: the reserve grows by as much before the line is written.
    /// </summary>
    /// <exception cref="IOException">The disk is full; the line was not written and the reserve for the final record is untouched.</exception>
    public void Append(ReadOnlySpan<byte> line, Durability durability) => Write(line, durability, line.Length);

    /// <summary>Appends a line whose content stays out of the final record.</summary>
    /// <inheritdoc cref="Append"/>
    public void AppendDetail(ReadOnlySpan<byte> line, Durability durability) => Write(line, durability, 0);

    /// <summary>Appends the final line, durably, into the reserve.</summary>
    /// <exception cref="IOException">It could not be written even so.</exception>
    public void AppendFinal(ReadOnlySpan<byte> line)
    {
        lock (_gate)
            WriteAtEnd(line, Durability.Synced);
    }

    /// <summary>Removes the journal of a run whose record is in the log.</summary>
    public void Delete()
    {
        File.Delete(FilePath);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _handle.Dispose();
            _held?.Dispose();
        }
    }

    /// <summary>The bytes a final record may need: what the journal holds of it, twice (names and layout), and a margin.</summary>
    internal void Reserve(long upcomingLine, long upcomingRecord)
    {
        var needed = _length + upcomingLine + 2 * (_recordBytes + upcomingRecord) + Margin;
        if (!_canReserve || needed <= _reserved)
            return;
        var target = needed + Margin; // ahead, so that most lines reserve nothing
        _canReserve = FileSystem.Preallocate(_handle, target);
        _reserved = target;
    }

    private void Write(ReadOnlySpan<byte> line, Durability durability, long recordBytes)
    {
        lock (_gate)
        {
            Reserve(line.Length + 1, recordBytes);
            WriteAtEnd(line, durability);
            _recordBytes += recordBytes;
        }
    }

    private void WriteAtEnd(ReadOnlySpan<byte> line, Durability durability)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var terminated = new byte[line.Length + 1];
        line.CopyTo(terminated);
        terminated[^1] = (byte)'\n';
        try
        {
            RandomAccess.Write(_handle, terminated, _length);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_handle, _length);
            _reserved = 0; // truncation gave the reserve back
            throw;
        }

        _length += terminated.Length;
        if (durability == Durability.Synced)
            RandomAccess.FlushToDisk(_handle);
    }
}
