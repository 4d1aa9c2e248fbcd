using System.Diagnostics;
using System.Runtime.InteropServices;
using Flywheel.Tracing.Telemetry;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Runs;

/// <summary>
/// A row of the trace on which spans nest. Lane 1 is the pipeline; each parallel branch opens its own, so that spans never overlap by halves.
/// </summary>
/// <remarks>
/// Safe to call from any thread; spans of one lane must be ended innermost first, so two threads that make spans need two lanes. In steady state a
/// span allocates nothing: it takes a slot of the lane's buffer, which is written out when full, when the journal is, and before long waits.
/// </remarks>
public sealed class Lane : IDisposable
{
    private const int BufferSize = 512;
    private const long FlushIntervalNs = 100_000_000;

    private readonly Lock _gate = new();
    private readonly RunTrace _trace;
    private readonly SpanEvent[] _buffer = new SpanEvent[BufferSize];
    private OpenSpan[] _open = new OpenSpan[16];
    private int _count;
    private int _depth;
    private long _lastFlushNs;

    internal Lane(RunTrace trace, string name, int tid)
    {
        _trace = trace;
        Name = name;
        Tid = tid;
        _lastFlushNs = trace.NowNs;
    }

    /// <summary>The lane's name, for example <c>panel/Critical-Reviewer</c>.</summary>
    public string Name { get; }

    /// <summary>The run it belongs to.</summary>
    public RunTrace Trace => _trace;

    internal int Tid { get; }

    /// <summary>Begins a span; dispose what is returned to end it.</summary>
    public SpanScope Span(string name) => Begin(name, null);

    /// <summary>Begins a span with values.</summary>
    public SpanScope Span(string name, params SpanArgument[] arguments) => Begin(name, arguments);

    /// <summary>Marks an instant.</summary>
    public void Instant(string name, params SpanArgument[] arguments) => Mark(SpanEventKind.Instant, name, arguments);

    /// <summary>Reports the value of a counter track.</summary>
    public void Counter(string name, params SpanArgument[] values) => Mark(SpanEventKind.Counter, name, values);

    /// <summary>Ends what is open on this lane and writes it out.</summary>
    public void Dispose()
    {
        End(0, 0, null, always: true);
        Flush();
    }

    /// <summary>Writes the buffer to the trace file, so that a kill loses nothing of it.</summary>
    internal void Flush()
    {
        lock (_gate)
            FlushLocked(_trace.NowNs);
    }

    internal void End(int depth, long startNs, SpanArgument[]? arguments) => End(depth, startNs, arguments, always: false);

    internal Activity? CurrentActivity
    {
        get
        {
            lock (_gate)
                return _depth > 0 ? _open[_depth - 1].Activity : null;
        }
    }

    private SpanScope Begin(string name, SpanArgument[]? arguments)
    {
        var now = _trace.NowNs;
        lock (_gate)
        {
            if (_count == BufferSize || now - _lastFlushNs > FlushIntervalNs)
                FlushLocked(now);
            if (_depth == _open.Length)
                Array.Resize(ref _open, _open.Length * 2);
            ref var open = ref _open[_depth];
            open.Slot = _count;
            open.StartNs = now;
            open.Name = name;
            open.Activity = RunTelemetry.Activities.HasListeners() ? StartActivity(name, arguments) : null;
            ref var slot = ref _buffer[_count++];
            slot.Kind = SpanEventKind.Open;
            slot.Name = name;
            slot.StartNs = now;
            slot.Arguments = arguments;
            return new SpanScope(this, _depth++, now);
        }
    }

    private void End(int depth, long startNs, SpanArgument[]? arguments, bool always)
    {
        var now = _trace.NowNs;
        lock (_gate)
        {
            if (depth >= _depth || !always && _open[depth].StartNs != startNs)
                return; // ended already
            while (_depth > depth)
            {
                _depth--;
                EndInnermost(now, _depth == depth ? arguments : null);
            }
        }
    }

    private void EndInnermost(long now, SpanArgument[]? arguments)
    {
        ref var open = ref _open[_depth];
        if (open.Slot >= 0)
        {
            ref var slot = ref _buffer[open.Slot];
            slot.Kind = SpanEventKind.Complete;
            slot.DurationNs = now - open.StartNs;
            if (arguments is { Length: > 0 })
                slot.Arguments = slot.Arguments is null ? arguments : [.. slot.Arguments, .. arguments];
        }
        else
        {
            Add(SpanEventKind.End, open.Name, now, arguments);
        }

        if (open.Activity is not null)
            StopActivity(ref open, arguments);
    }

    private void Mark(SpanEventKind kind, string name, SpanArgument[] arguments)
    {
        var now = _trace.NowNs;
        lock (_gate)
            Add(kind, name, now, arguments);
    }

    private void Add(SpanEventKind kind, string name, long now, SpanArgument[]? arguments)
    {
        if (_count == BufferSize)
            FlushLocked(now);
        _buffer[_count++] = new SpanEvent { Kind = kind, Name = name, StartNs = now, Arguments = arguments };
    }

    private void FlushLocked(long now)
    {
        _lastFlushNs = now;
        if (_count == 0)
            return;
        _trace.WriteSpans(_buffer.AsSpan(0, _count), Tid);
        for (var i = 0; i < _depth; i++)
            _open[i].Slot = -1; // begun in the file: its end is an event of its own
        _count = 0;
    }

    private Activity? StartActivity(string name, SpanArgument[]? arguments)
    {
        var parent = _depth > 0 ? _open[_depth - 1].Activity : null;
        var context = (parent ?? _trace.RootActivity)?.Context ?? default;
        var activity = RunTelemetry.Activities.StartActivity(name, ActivityKind.Internal, context);
        SetTags(activity, arguments);
        return activity;
    }

    private static void StopActivity(ref OpenSpan open, SpanArgument[]? arguments)
    {
        SetTags(open.Activity, arguments);
        open.Activity!.Dispose();
        open.Activity = null;
    }

    private static void SetTags(Activity? activity, SpanArgument[]? arguments)
    {
        foreach (var argument in arguments ?? [])
            activity?.SetTag("flywheel." + argument.Name, argument.Text ?? (object)argument.Number);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct OpenSpan
    {
        public int Slot;
        public long StartNs;
        public string Name;
        public Activity? Activity;
    }
}
