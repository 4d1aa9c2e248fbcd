namespace Flywheel.Tracing.TraceFiles;

/// <summary>Events of one lane on their way to the trace file. Owned by one side at a time: the lane that fills it or the part that writes it.</summary>
internal sealed class SpanBuffer
{
    /// <summary>Events of a full buffer.</summary>
    public const int Capacity = 512;

    private readonly SpanEvent[] _events = new SpanEvent[Capacity];

    /// <summary>The lane's number.</summary>
    public int Tid { get; set; }

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public ReadOnlySpan<SpanEvent> Events => _events.AsSpan(0, Count);

    /// <summary>The next event, to be filled by the caller completely.</summary>
    public ref SpanEvent Next() => ref _events[Count++];

    /// <summary>Forgets the events; what they refer to stays referenced until it is overwritten.</summary>
    public void Clear() => Count = 0;
}
