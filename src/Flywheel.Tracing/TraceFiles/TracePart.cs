using Microsoft.Win32.SafeHandles;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// The trace of a running run: <c>&lt;run_id&gt;.trace.json.part</c>, a bare array of Chrome trace events, one per line, that viewers read though it is
/// truncated. Thread-safe.
/// </summary>
internal sealed class TracePart : IDisposable
{
    /// <summary>The ending of a trace that is still being written.</summary>
    public const string Suffix = ".part";

    private readonly Lock _gate = new();
    private readonly TraceEventWriter _writer = new();
    private SafeFileHandle? _handle;
    private long _length;

    /// <summary>Creates the file, its folder included.</summary>
    public TracePart(string path, string processName)
    {
        FilePath = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _writer.WriteRaw("[\n"u8);
        _writer.WriteMetadata("process_name"u8, 1, processName);
        WriteOut();
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Why writing stopped, or null. A trace that can not be written never stops a run.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Announces a lane.</summary>
    public void AddLane(int tid, string name)
    {
        lock (_gate)
        {
            _writer.WriteLaneNames(tid, name);
            WriteOut();
        }
    }

    /// <summary>Writes events of one lane. Open spans are written as begun; the caller marks them so.</summary>
    public void Write(ReadOnlySpan<SpanEvent> events, int tid)
    {
        lock (_gate)
        {
            foreach (ref readonly var entry in events)
                _writer.Write(entry, tid);
            WriteOut();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }

    private void WriteOut()
    {
        try
        {
            if (_handle is not null && Failure is null)
            {
                RandomAccess.Write(_handle, _writer.Written, _length);
                _length += _writer.Length;
            }
        }
        catch (IOException failure)
        {
            Failure = failure;
        }

        _writer.Clear();
    }
}
