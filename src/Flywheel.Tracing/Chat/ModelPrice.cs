namespace Flywheel.Tracing.Chat;

/// <summary>What a model's tokens cost.</summary>
/// <param name="Input">USD per million input tokens, 0 or more.</param>
/// <param name="Output">USD per million output tokens, 0 or more.</param>
public sealed record ModelPrice(double Input, double Output)
{
    /// <summary>The price of one call in USD.</summary>
    public double Of(long inputTokens, long outputTokens) => (inputTokens * Input + outputTokens * Output) / 1_000_000;
}
