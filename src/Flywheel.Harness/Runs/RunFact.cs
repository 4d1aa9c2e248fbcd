namespace Flywheel.Harness.Runs;

/// <summary>What a finished run says about the harness it ran under. Immutable and thread-safe.</summary>
public sealed record RunFact
{
    /// <summary>The run.</summary>
    public string RunId { get; init; } = "";

    /// <summary>When it started; the lowest value when the record does not say.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The harness's name; empty when the record names none.</summary>
    public string Harness { get; init; } = "";

    /// <summary>The version, or null for a working copy or built-in harness.</summary>
    public int? Version { get; init; }

    /// <summary>The harness's hash; empty when the record names none.</summary>
    public string Hash { get; init; } = "";

    /// <summary><c>production</c>, <c>staging</c>, <c>canary</c> or <c>trial</c>.</summary>
    public string Channel { get; init; } = "production";

    /// <summary>The kind of task.</summary>
    public string TaskType { get; init; } = "";

    /// <summary><c>PASS</c>, <c>FAIL</c>, <c>ERROR</c>, or null for an ingested trace that is not labelled.</summary>
    public string? Final { get; init; }

    /// <summary>Whether it was verified; what was not is in no pass rate.</summary>
    public bool Verified { get; init; } = true;

    /// <summary>Whether it is part of another run.</summary>
    public bool IsChild { get; init; }

    /// <summary>The score of the delivered round, 0 to 10, or null.</summary>
    public double? FinalScore { get; init; }

    /// <summary>What it cost, in USD, or null.</summary>
    public double? CostUsd { get; init; }

    /// <summary>How long it took, in seconds, or null.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Per rule: <c>obeyed</c>, <c>violated</c>, <c>skipped</c> or <c>not_applicable</c>.</summary>
    public IReadOnlyDictionary<string, string> RuleResults { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it counts in users' figures: no trial, and no part of another run.</summary>
    public bool Counts => !IsChild && Channel != "trial";

    /// <summary>Whether it counts in a pass rate.</summary>
    public bool CountsInPassRate => Counts && Verified && Final is ("PASS" or "FAIL" or "ERROR");
}
