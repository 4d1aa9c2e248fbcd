namespace Flywheel.Harness.Tests;

/// <summary>A clock that moves one minute each time it is read, or stands where it is put.</summary>
internal sealed class SteppingTime(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Next { get; set; } = start;

    public override DateTimeOffset GetUtcNow()
    {
        var now = Next;
        Next += TimeSpan.FromMinutes(1);
        return now;
    }
}
