namespace Flywheel.Tracing.Runs;

/// <summary>
/// A run is finished and its record is safe in its journal, but could not be appended to the log (a full disk). The next start, or
/// <c>flywheel runs recover</c>, appends it.
/// </summary>
public sealed class RecordPendingException : IOException
{
    /// <summary>Creates the exception.</summary>
    public RecordPendingException(string runId, string journal, Exception cause)
        : base($"Run {runId} is finished, but its record could not be appended to the log ({cause.Message}). It is safe in {journal}: free some space and run `flywheel runs recover`.", cause)
    {
        RunId = runId;
    }

    /// <summary>The run.</summary>
    public string RunId { get; }
}
