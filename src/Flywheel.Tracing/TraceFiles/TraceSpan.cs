using System.Runtime.InteropServices;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>A span, counter or instant of a trace file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StartNs">Epoch nanoseconds.</param>
/// <param name="EndNs">The same for an instant.</param>
/// <param name="ArgumentsStart">Where its values are in the file.</param>
/// <param name="ArgumentsLength">0 when it has none.</param>
/// <param name="Offset">Where it is in the file.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TraceSpan(string Name, long StartNs, long EndNs, int ArgumentsStart, int ArgumentsLength, long Offset)
{
    public long DurationNs => EndNs - StartNs;
}
