namespace Flywheel.Tracing.Runs;

/// <summary>Something that was said or done, with its texts. Immutable and thread-safe.</summary>
public sealed record StepEntry
{
    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary><c>model</c>, <c>tool</c>, <c>guard</c> or <c>decision</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What was called or decided.</summary>
    public required string Name { get; init; }

    /// <summary>The whole prompt or arguments, or null.</summary>
    public string? Arguments { get; init; }

    /// <summary>The whole answer or result, or null.</summary>
    public string? Result { get; init; }

    /// <summary>The model, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Why the model stopped, or null.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Tokens sent, or null.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens received, or null.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Milliseconds.</summary>
    public double Ms { get; init; }

    /// <summary>From 1; above 1 for a retry.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; init; }
}
