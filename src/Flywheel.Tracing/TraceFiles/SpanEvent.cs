using System.Runtime.InteropServices;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>Something that happened on a lane: a span that is complete, begins or ends, a counter or an instant.</summary>
[StructLayout(LayoutKind.Auto)]
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
    /// <summary>A complete span; written as <c>X</c>.</summary>
    Complete,

    /// <summary>A span that is open while its lane is flushed; written as <c>B</c>.</summary>
    Begin,

    /// <summary>The end of a span whose <c>B</c> is in the file already; written as <c>E</c>.</summary>
    End,

    /// <summary>Written as <c>C</c>.</summary>
    Counter,

    /// <summary>Written as <c>i</c>.</summary>
    Instant,
}
