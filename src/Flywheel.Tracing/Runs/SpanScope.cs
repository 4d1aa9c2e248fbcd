using System.Runtime.InteropServices;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Runs;

/// <summary>An open span; disposing it ends the span and those still open inside it. Ending twice does nothing. Costs no allocation.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct SpanScope : IDisposable
{
    private readonly Lane? _lane;
    private readonly int _depth;
    private readonly long _number;

    internal SpanScope(Lane lane, int depth, long number)
    {
        _lane = lane;
        _depth = depth;
        _number = number;
    }

    /// <summary>Ends the span with values that are known only now.</summary>
    public void End(params SpanArgument[] arguments) => _lane?.End(_depth, _number, arguments);

    /// <inheritdoc/>
    public void Dispose() => _lane?.End(_depth, _number, null);
}
