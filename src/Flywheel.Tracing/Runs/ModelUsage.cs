using System.Runtime.InteropServices;

namespace Flywheel.Tracing.Runs;

/// <summary>What one model call used.</summary>
/// <param name="InputTokens">Tokens sent, cached ones included.</param>
/// <param name="OutputTokens">Tokens received, reasoning ones included.</param>
/// <param name="Ms">Milliseconds.</param>
/// <param name="CostUsd">Its price, or null when the model has none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ModelUsage(long InputTokens, long OutputTokens, double Ms, double? CostUsd = null);
