namespace Flywheel.Tracing.Sessions;

/// <summary>A line of <c>sessions.jsonl</c>. Immutable and thread-safe.</summary>
public sealed record SessionEvent
{
    /// <summary>The session, as records name it.</summary>
    public required string SessionId { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary><c>started</c> or <c>ended</c>.</summary>
    public required string Event { get; init; }

    /// <summary>When; assigned when the event is logged.</summary>
    public DateTimeOffset Timestamp { get; init; }
}
