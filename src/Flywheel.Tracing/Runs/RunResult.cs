using System.Runtime.ExceptionServices;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>The record of a finished run, and the exception that ended it, if one did.</summary>
/// <param name="Record">As it stands in the log.</param>
/// <param name="Failure">The exception, or null.</param>
public sealed record RunResult(RunRecord Record, Exception? Failure)
{
    /// <summary>Throws what ended the run, with its own stack; returns the record otherwise.</summary>
    public RunRecord OrThrow()
    {
        if (Failure is not null)
            ExceptionDispatchInfo.Throw(Failure);
        return Record;
    }
}
