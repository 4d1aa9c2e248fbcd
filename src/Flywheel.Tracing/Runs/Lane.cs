using System.Diagnostics;
using System.Runtime.InteropServices;
using Flywheel.Tracing.Telemetry;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Runs;

/// <summary>
/// A row of the trace on which spans nest. Lane 1 is the pipeline; each parallel branch opens its own, so that spans never overlap by halves.
/// </summary>
/// <remarks>
/// Safe to call from any thread; spans of one lane nest, so two threads that make spans need two lanes. In steady state a span allocates nothing: ended
/// spans fill a buffer that is written on the thread pool when it is full or a tenth of a second old, and at once when the journal is and before long waits.
/// </remarks>
public sealed class Lane : IDisposable
{
    private const long FlushIntervalNs = 100_000_000;

    private readonly RunTrace _trace;
    private readonly RunClock _clock;
    private LaneGate _gate; // not readonly: it is a value
    private SpanBuffer? _buffer;
    private OpenSpan[] _open = new OpenSpan[8];
    private int _depth;
    private int _announced; // open spans, from the outside, whose beginning is in the file
    private long _spans;
    private long _lastFlushNs;

    internal Lane(RunTrace trace, RunClock clock, string name, int tid)
    {
        _trace = trace;
        _clock = clock;
        Name = name;
        Tid = tid;
        _lastFlushNs = clock.NowNs;
    }

    /// <summary>The lane's name, for example <c>panel/Critical-Reviewer</c>.</summary>
    public string Name { get; }

    /// <summary>The run it belongs to.</summary>
    public RunTrace Trace => _trace;

    internal int Tid { get; }

    internal Activity? CurrentActivity
    {
        get
        {
            _gate.Enter();
            try
            {
                return _depth > 0 ? _open[_depth - 1].Activity : null;
            }
            finally
            {
                _gate.Exit();
            }
        }
    }

    /// <summary>Begins a span; dispose what is returned to end it.</summary>
    public SpanScope Span(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Begin(name, null, StartActivity(name, null));
    }

    /// <summary>Begins a span with values.</summary>
    public SpanScope Span(string name, params SpanArgument[] arguments)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Begin(name, arguments, StartActivity(name, arguments));
    }

    /// <summary>Marks an instant.</summary>
    public void Instant(string name, params SpanArgument[] arguments) => Mark(SpanEventKind.Instant, name, arguments);

    /// <summary>Reports the value of a counter track.</summary>
    public void Counter(string name, params SpanArgument[] values) => Mark(SpanEventKind.Counter, name, values);

    /// <summary>Ends what is open on this lane and writes it out.</summary>
    public void Dispose()
    {
        List<Activity>? ended = null;
        _gate.Enter();
        try
        {
            CloseAll(_clock.NowNs, ref ended);
        }
        finally
        {
            _gate.Exit();
        }

        Stop(ended, null);
    }

    /// <summary>Begins a span that is an activity of the caller's making.</summary>
    internal SpanScope Span(string name, Activity? activity, params SpanArgument[] arguments) => Begin(name, arguments, activity);

    /// <summary>Writes everything to the trace file, what is open too, so that a kill loses nothing of it.</summary>
    internal void Flush()
    {
        _gate.Enter();
        try
        {
            _lastFlushNs = _clock.NowNs;
            AddBeginnings();
            if (_buffer is not null)
                _trace.Part?.WriteNow(_buffer);
            _buffer?.Clear();
        }
        finally
        {
            _gate.Exit();
        }
    }

    internal void End(int depth, long number, SpanArgument[]? arguments)
    {
        List<Activity>? ended = null;
        _gate.Enter();
        try
        {
            if (depth >= _depth || _open[depth].Number != number)
                return; // ended already, by itself or with a span around it
            var now = _clock.NowNs;
            while (_depth > depth + 1)
                EndInnermost(now, null, ref ended);
            EndInnermost(now, arguments, ref ended);
        }
        finally
        {
            _gate.Exit();
        }

        if (ended is not null)
            Stop(ended, arguments);
    }

    private SpanScope Begin(string name, SpanArgument[]? arguments, Activity? activity)
    {
        _gate.Enter();
        try
        {
            var now = _clock.NowNs;
            if (_depth == _open.Length)
                Array.Resize(ref _open, _open.Length * 2);
            ref var open = ref _open[_depth];
            open.Number = ++_spans;
            open.StartNs = now;
            open.Name = name;
            open.Arguments = arguments;
            open.Activity = activity;
            var scope = new SpanScope(this, _depth++, open.Number);
            if (now - _lastFlushNs > FlushIntervalNs)
                Announce(now); // after a quiet time what begins may last: the file shows it soon
            return scope;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void EndInnermost(long now, SpanArgument[]? arguments, ref List<Activity>? activities)
    {
        ref var open = ref _open[--_depth];
        ref var ended = ref Next();
        ended.Name = open.Name;
        if (_depth >= _announced)
        {
            ended.Kind = SpanEventKind.Complete;
            ended.StartNs = open.StartNs;
            ended.DurationNs = now - open.StartNs;
            ended.Arguments = Joined(open.Arguments, arguments);
        }
        else
        {
            _announced = _depth;
            ended.Kind = SpanEventKind.End;
            ended.StartNs = now;
            ended.Arguments = arguments;
        }

        if (open.Activity is { } activity)
        {
            (activities ??= []).Add(activity);
            open.Activity = null;
        }
    }

    private void CloseAll(long now, ref List<Activity>? activities)
    {
        while (_depth > 0)
            EndInnermost(now, null, ref activities);
        if (_buffer is null)
            return;
        _trace.Part?.WriteNow(_buffer);
        _trace.Part?.Return(_buffer);
        _buffer = null;
    }

    private void Mark(SpanEventKind kind, string name, SpanArgument[] arguments)
    {
        ArgumentNullException.ThrowIfNull(name);
        _gate.Enter();
        try
        {
            ref var mark = ref Next();
            mark.Kind = kind;
            mark.Name = name;
            mark.StartNs = _clock.NowNs;
            mark.Arguments = arguments;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Room for an event.</summary>
    private ref SpanEvent Next()
    {
        if (_buffer is { IsFull: true })
            HandOver();
        _buffer ??= _trace.Part?.Rent(Tid) ?? new SpanBuffer();
        return ref _buffer.Next();
    }

    /// <summary>Gives the events to be written soon, what is open included.</summary>
    private void Announce(long now)
    {
        _lastFlushNs = now;
        AddBeginnings();
        HandOver();
    }

    /// <summary>Gives the events to be written soon.</summary>
    private void HandOver()
    {
        if (_buffer is not { Count: > 0 } full)
            return;
        if (_trace.Part is { } part)
            _buffer = part.Exchange(full);
        else
            full.Clear(); // no trace file could be made
    }

    /// <summary>Makes events of the beginnings of open spans, so that the file shows them while they last.</summary>
    private void AddBeginnings()
    {
        while (_announced < _depth)
        {
            ref var open = ref _open[_announced++];
            ref var begun = ref Next();
            begun.Kind = SpanEventKind.Begin;
            begun.Name = open.Name;
            begun.StartNs = open.StartNs;
            begun.Arguments = open.Arguments;
        }
    }

    private static SpanArgument[]? Joined(SpanArgument[]? first, SpanArgument[]? second) =>
        second is not { Length: > 0 } ? first : first is not { Length: > 0 } ? second : [.. first, .. second];

    private Activity? StartActivity(string name, SpanArgument[]? arguments)
    {
        if (!RunTelemetry.Activities.HasListeners())
            return null;
        var activity = RunTelemetry.Start(name, ActivityKind.Internal, CurrentActivity ?? _trace.RootActivity);
        SetTags(activity, arguments);
        return activity;
    }

    /// <summary>Ends activities, inner ones first, outside the gate: who listens may do as he likes. The values belong to the last.</summary>
    private void Stop(List<Activity>? activities, SpanArgument[]? arguments)
    {
        if (activities is null)
            return;
        SetTags(activities[^1], arguments);
        foreach (var activity in activities)
            RunTelemetry.Stop(activity);
    }

    private void SetTags(Activity? activity, SpanArgument[]? arguments)
    {
        if (activity is null || arguments is null)
            return;
        foreach (var argument in arguments)
            activity.SetTag("flywheel." + argument.Name, argument.Text is { } text ? _trace.CleanQuietly("trace", text) : argument.Number);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct OpenSpan
    {
        public long Number;
        public long StartNs;
        public string Name;
        public SpanArgument[]? Arguments;
        public Activity? Activity;
    }
}
