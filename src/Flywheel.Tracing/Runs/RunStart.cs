using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>What is known of a run when it starts; goes to disk before the first stage. Immutable and thread-safe.</summary>
public sealed record RunStart
{
    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>The session, or null.</summary>
    public string? SessionId { get; init; }

    /// <summary>The run that starts this one, or null.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>A tag for experiments, or null.</summary>
    public string? ExperimentId { get; init; }

    /// <summary>Who starts it, or null.</summary>
    public string? Actor { get; init; }

    /// <summary><c>production</c>, <c>staging</c>, <c>canary</c> or <c>trial</c>.</summary>
    public string Channel { get; init; } = "production";

    /// <summary>The task of a trial or experiment, or null.</summary>
    public string? TaskId { get; init; }

    /// <summary>Environment variables and flags that changed the harness.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The rules in effect, or null.</summary>
    public HarnessReference? Harness { get; init; }

    /// <summary>Who writes, or null.</summary>
    public string? ProducerModel { get; init; }

    /// <summary>Who judges, or null.</summary>
    public string? EvaluatorModel { get; init; }

    /// <summary>Who plans, or null.</summary>
    public string? PlannerModel { get; init; }

    /// <summary>False when verification is turned off.</summary>
    public bool Verified { get; init; } = true;

    /// <summary>Human hours that were given, or null.</summary>
    public double? TacHours { get; init; }

    /// <summary><c>flag</c>, <c>env</c> or <c>task</c>, or null.</summary>
    public string? TacSource { get; init; }
}
