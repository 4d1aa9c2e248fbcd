using Flywheel.Storage.Files;
using Flywheel.Storage.Logs;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Journals;

/// <summary>The journal of a run whose process died, locked by whoever recovers it. Used by one thread.</summary>
public sealed class DeadJournal : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly IDisposable? _held;

    internal DeadJournal(string runId, string path, SafeFileHandle handle, IDisposable? held)
    {
        RunId = runId;
        FilePath = path;
        _handle = handle;
        _held = held;
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>The journal file.</summary>
    public string FilePath { get; }

    /// <summary>When the journal was last written.</summary>
    public DateTimeOffset LastWritten => new(File.GetLastWriteTimeUtc(FilePath), TimeSpan.Zero);

    /// <summary>Its lines; a last one that a crash tore is not <see cref="LogLine.Terminated"/>.</summary>
    public IEnumerable<LogLine> Lines() => LogReader.Read(FilePath);

    /// <summary>
    /// Appends a line durably: what recovery decided, so that a second recovery decides the same. A torn last line is closed and kept.
    /// </summary>
    /// <exception cref="IOException">The line could not be written; the journal has no part of it.</exception>
    /// <exception cref="ArgumentException">The line is empty or holds a line break.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        var text = Array.Empty<byte>();
        JournalLine.Terminate(line, ref text);
        var end = RandomAccess.GetLength(_handle);
        try
        {
            var start = end;
            if (IsTorn(end))
                RandomAccess.Write(_handle, "\n"u8, start++);
            RandomAccess.Write(_handle, text.AsSpan(0, line.Length + 1), start);
        }
        catch
        {
            RandomAccess.SetLength(_handle, end);
            throw;
        }

        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Removes the journal: its run has a record.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(FilePath);
            FileSystem.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(FilePath))!);
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_handle.IsClosed)
            FileSystem.Unlock(_handle);
        _handle.Dispose();
        _held?.Dispose();
    }

    private bool IsTorn(long end)
    {
        Span<byte> last = stackalloc byte[1];
        return end > 0 && RandomAccess.Read(_handle, last, end - 1) == 1 && last[0] != (byte)'\n';
    }
}
