namespace Flywheel.Tracing.Tests;

/// <summary>A clock that a test moves. Every reading of its timestamp may move it by a step, so that spans have lengths.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks;

    public static ManualTime AtNoon() => new(new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.Zero));

    public TimeSpan StepPerReading { get; init; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => start.AddTicks(Interlocked.Read(ref _ticks));

    public override long GetTimestamp() => Interlocked.Add(ref _ticks, StepPerReading.Ticks);
}
