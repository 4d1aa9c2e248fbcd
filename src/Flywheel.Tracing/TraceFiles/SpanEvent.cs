namespace Flywheel.Tracing.TraceFiles;

/// <summary>An entry of a lane's buffer: a span that is open or complete, the end of a span whose beginning was written before, a counter or an instant.</summary>
internal struct SpanEvent
{
    public SpanEventKind Kind;
    public string Name;
    public long StartNs;
    public long DurationNs;
    public SpanArgument[]? Arguments;
}

internal enum SpanEventKind : byte
{
    /// <summary>A span that is still open; written as <c>B</c> when the buffer is flushed.</summary>
    Open,

    /// <summary>A complete span; written as <c>X</c>.</summary>
    Complete,

    /// <summary>The end of a span whose <c>B</c> is in the file already; written as <c>E</c>.</summary>
    End,

    /// <summary>Written as <c>C</c>.</summary>
    Counter,

    /// <summary>Written as <c>i</c>.</summary>
    Instant,
}
