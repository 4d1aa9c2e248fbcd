using System.Diagnostics;

namespace Flywheel.Tracing.Runs;

/// <summary>The time of a run: nanoseconds since the epoch that never go back, counted from its start by a monotonic clock. Thread-safe.</summary>
internal sealed class RunClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly TimeProvider? _time; // null: the system's clock, read without a detour
    private readonly long _startTicks;
    private readonly long _offsetNs; // added to the system's ticks when they are nanoseconds

    public RunClock(TimeProvider time, DateTimeOffset start)
    {
        StartNs = (start - DateTimeOffset.UnixEpoch).Ticks * 100;
        _time = ReferenceEquals(time, TimeProvider.System) && Stopwatch.Frequency == NanosecondsPerSecond ? null : time;
        _startTicks = time.GetTimestamp();
        _offsetNs = StartNs - _startTicks;
    }

    /// <summary>The start of the run.</summary>
    public long StartNs { get; }

    /// <summary>Now.</summary>
    public long NowNs => _time is null ? Stopwatch.GetTimestamp() + _offsetNs : StartNs + _time.GetElapsedTime(_startTicks).Ticks * 100;
}
