namespace Flywheel.Tracing.Runs;

/// <summary>
/// A run is finished, but its record could not be appended to the log (a full disk): its journal keeps it. The next start, or
/// <c>flywheel runs recover</c>, appends it.
/// </summary>
public sealed class RecordPendingException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="journal">Its journal.</param>
    /// <param name="cause">Why the log could not be written.</param>
    /// <param name="outcomeKept">Whether the journal holds the final record; else recovery will record the run as one whose process died.</param>
    internal RecordPendingException(string runId, string journal, Exception cause, bool outcomeKept)
        : base(Describe(runId, journal, cause, outcomeKept), cause)
    {
        RunId = runId;
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    private static string Describe(string runId, string journal, Exception cause, bool outcomeKept)
    {
        var kept = outcomeKept
            ? $"It is safe in {journal}"
            : $"Neither could it be written to {journal}, which has everything up to the end, so that the run will be recorded as ERROR";
        return $"Run {runId} is finished, but its record could not be appended to the log ({cause.Message}). {kept}: free some space and run `flywheel runs recover`.";
    }
}
