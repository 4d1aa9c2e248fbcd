using Flywheel.Storage.Redaction;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>What a recorder needs besides the run itself. Immutable and thread-safe.</summary>
public sealed record RunTraceOptions
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What is taken out of every text before it is written.</summary>
    public Redactor Redactor { get; init; } = Redactor.Secrets;

    /// <summary>What a run costs besides metered tokens.</summary>
    public LeverageCosts Costs { get; init; } = LeverageCosts.Default;

    /// <summary>Told of what happens, after it is on disk; for live display. Called on the thread of the work: must be quick and not throw.</summary>
    public IRunObserver? Observer { get; init; }
}
