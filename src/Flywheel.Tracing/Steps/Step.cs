namespace Flywheel.Tracing.Steps;

/// <summary>
/// One thing that was said or done in a run: a line of <c>steps/&lt;run_id&gt;.jsonl</c>. Texts are whole, in blobs. Immutable and thread-safe.
/// </summary>
public sealed record Step
{
    /// <summary>Order within the run, from 1.</summary>
    public int Seq { get; init; }

    /// <summary>The lane, for example <c>pipeline</c> or <c>panel/Critical-Reviewer</c>.</summary>
    public string Lane { get; init; } = "";

    /// <summary>The stage, for example <c>wiggum_r1/evaluate</c>.</summary>
    public string Stage { get; init; } = "";

    /// <summary><c>model</c>, <c>tool</c>, <c>guard</c> or <c>decision</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What was called or decided.</summary>
    public string Name { get; init; } = "";

    /// <summary>Blob of the prompt or arguments.</summary>
    public string? ArgsBlob { get; init; }

    /// <summary>Blob of the answer or result.</summary>
    public string? ResultBlob { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>Why the model stopped.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Tokens sent.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens received.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Milliseconds.</summary>
    public double Ms { get; init; }

    /// <summary>From 1; above 1 for a retry.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; init; }
}
