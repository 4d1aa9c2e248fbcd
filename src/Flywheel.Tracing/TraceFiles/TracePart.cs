using Microsoft.Win32.SafeHandles;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// The trace of a running run: <c>&lt;run_id&gt;.trace.json.part</c>, a bare array of Chrome trace events, one per line, that viewers read though it is
/// truncated. Full buffers are written on the thread pool, in order; when lanes fill them faster than the disk takes them, the lanes write themselves.
/// A trace that can not be written never stops a run. Thread-safe.
/// </summary>
internal sealed class TracePart : IDisposable, IThreadPoolWorkItem
{
    /// <summary>The ending of a trace that is still being written.</summary>
    public const string Suffix = ".part";

    private const int QueueLimit = 32; // 16,384 events

    private readonly Lock _file = new();
    private readonly Lock _queue = new(); // taken inside _file, never around it
    private readonly Queue<SpanBuffer> _full = new(QueueLimit * 2);
    private readonly Stack<SpanBuffer> _free = new(QueueLimit * 2);
    private readonly TraceEventWriter _writer;
    private SafeFileHandle? _handle;
    private long _length;
    private bool _scheduled;

    /// <summary>Creates the file, its folder included.</summary>
    /// <param name="path">The file.</param>
    /// <param name="processName">The name of the process row.</param>
    /// <param name="clean">Takes secrets out of a text; must not throw.</param>
    public TracePart(string path, string processName, Func<string, string> clean)
    {
        FilePath = path;
        _writer = new TraceEventWriter(clean);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _writer.WriteRaw("[\n"u8);
        _writer.WriteMetadata("process_name"u8, 1, processName);
        WriteOut();
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Why writing stopped, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Announces a lane.</summary>
    public void AddLane(int tid, string name)
    {
        lock (_file)
        {
            _writer.WriteLaneNames(tid, name);
            WriteOut();
        }
    }

    /// <summary>An empty buffer for a lane.</summary>
    public SpanBuffer Rent(int tid)
    {
        SpanBuffer? buffer;
        lock (_queue)
            _free.TryPop(out buffer);
        buffer ??= new SpanBuffer();
        buffer.Tid = tid;
        return buffer;
    }

    /// <summary>Takes a buffer back that a lane needs no more.</summary>
    public void Return(SpanBuffer buffer)
    {
        buffer.Clear();
        lock (_queue)
            _free.Push(buffer);
    }

    /// <summary>Takes a buffer to be written soon and gives an empty one.</summary>
    public SpanBuffer Exchange(SpanBuffer full)
    {
        SpanBuffer? empty;
        bool tooMany;
        bool schedule;
        lock (_queue)
        {
            _full.Enqueue(full);
            tooMany = _full.Count > QueueLimit;
            schedule = !tooMany && !_scheduled;
            _scheduled |= schedule;
            _free.TryPop(out empty);
        }

        if (tooMany)
            WriteQueued();
        else if (schedule)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        empty ??= new SpanBuffer();
        empty.Tid = full.Tid;
        return empty;
    }

    /// <summary>Writes what is queued and then a buffer, which stays its lane's: after a kill all of it is in the file.</summary>
    public void WriteNow(SpanBuffer buffer)
    {
        lock (_file)
        {
            WriteQueued();
            Write(buffer);
        }
    }

    /// <summary>Writes what is queued, on the thread pool.</summary>
    public void Execute()
    {
        lock (_queue)
            _scheduled = false;
        WriteQueued();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_file)
        {
            WriteQueued();
            _handle?.Dispose();
            _handle = null;
        }
    }

    private void WriteQueued()
    {
        lock (_file)
        {
            while (Dequeue() is { } buffer)
            {
                Write(buffer);
                Return(buffer);
            }
        }
    }

    private SpanBuffer? Dequeue()
    {
        lock (_queue)
            return _full.TryDequeue(out var buffer) ? buffer : null;
    }

    private void Write(SpanBuffer buffer)
    {
        if (_handle is not null && Failure is null && buffer.Count > 0)
        {
            _writer.Write(buffer.Events, buffer.Tid);
            WriteOut();
        }

        buffer.Clear();
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
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Failure = failure;
        }

        _writer.Clear();
    }
}
