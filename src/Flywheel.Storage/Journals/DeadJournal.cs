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
    public DateTimeOffset LastWritten => new(new FileInfo(FilePath).LastWriteTimeUtc, TimeSpan.Zero);

    /// <summary>Its lines; a last one that a crash tore is not <see cref="LogLine.Terminated"/>.</summary>
    public IEnumerable<LogLine> Lines() => LogReader.Read(FilePath);

    /// <summary>Appends a line durably: what recovery decided, so that a second recovery decides the same.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        var end = RandomAccess.GetLength(_handle);
        var text = new byte[line.Length + 2];
        text[0] = (byte)'\n'; // closes a torn line; an empty line is skipped by readers
        line.CopyTo(text.AsSpan(1));
        text[^1] = (byte)'\n';
        RandomAccess.Write(_handle, text, end);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Removes the journal: its run has a record.</summary>
    public void Delete()
    {
        File.Delete(FilePath);
        FileSystem.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(FilePath))!);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        _held?.Dispose();
    }
}
