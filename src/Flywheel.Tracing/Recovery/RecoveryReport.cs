namespace Flywheel.Tracing.Recovery;

/// <summary>What recovery did; the output of <c>runs recover --json</c>.</summary>
/// <param name="Recovered">Runs whose process died: each has an ERROR record now.</param>
/// <param name="Appended">Finished runs whose record had not reached the log: it has now.</param>
/// <param name="StillRunning">Runs that are alive.</param>
public sealed record RecoveryReport(IReadOnlyList<string> Recovered, IReadOnlyList<string> Appended, IReadOnlyList<string> StillRunning)
{
    /// <summary>Whether there was nothing to do.</summary>
    public bool NothingDone => Recovered.Count == 0 && Appended.Count == 0;
}
