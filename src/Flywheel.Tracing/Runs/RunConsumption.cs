using System.Runtime.InteropServices;

namespace Flywheel.Tracing.Runs;

/// <summary>What a run has used so far.</summary>
/// <param name="WallSeconds">Since its start.</param>
/// <param name="InputTokens">Sent to models.</param>
/// <param name="ToolCalls">Searches and tool calls.</param>
/// <param name="CostUsd">Metered.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RunConsumption(double WallSeconds, long InputTokens, int ToolCalls, double CostUsd)
{
    /// <summary>Received from models.</summary>
    public long OutputTokens { get; init; }
}
