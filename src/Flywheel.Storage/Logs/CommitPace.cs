using System.Diagnostics;

namespace Flywheel.Storage.Logs;

/// <summary>
/// How long a leader holds its batch open. Writers that were together in the last commit come back at about the same time: waiting a moment
/// for them saves an fsync. Whoever writes alone never waits, and nobody waits longer than half of what the last commit took.
/// </summary>
/// <remarks>The log's commit lock guards it.</remarks>
internal sealed class CommitPace
{
    private static readonly long LongestWait = Stopwatch.Frequency / 4000; // 250 µs: ample for threads to be woken, little beside a slow disk's fsync

    private int _linesOfLastCommit;
    private long _lastCommit;
    private long _begun;

    public void LetOthersJoin(AppendBatch batch)
    {
        var until = Stopwatch.GetTimestamp() + Math.Min(_lastCommit / 2, LongestWait);
        while (batch.Count < _linesOfLastCommit && Stopwatch.GetTimestamp() < until)
            Thread.Yield();
    }

    public void Begin() => _begun = Stopwatch.GetTimestamp();

    public void End(AppendBatch batch)
    {
        _lastCommit = Stopwatch.GetTimestamp() - _begun;
        _linesOfLastCommit = batch.Count;
    }
}
