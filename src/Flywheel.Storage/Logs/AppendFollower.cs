using System.Runtime.ExceptionServices;

namespace Flywheel.Storage.Logs;

/// <summary>A thread that waits for the leader of its group commit. Each waits on an object of its own, so that waking one disturbs no other.</summary>
internal sealed class AppendFollower
{
    // A commit often ends while a thread gives way a few times; blocking and being woken costs more than that.
    private const int YieldsBeforeBlocking = 5;

    private readonly int _relativeOffset;
    private ExceptionDispatchInfo? _failure;
    private long _start;
    private bool _blocked;
    private bool _done;

    public AppendFollower(int relativeOffset) => _relativeOffset = relativeOffset;

    /// <summary>Called by the leader, once.</summary>
    public void Complete(long start, ExceptionDispatchInfo? failure)
    {
        lock (this)
        {
            _start = start;
            _failure = failure;
            Volatile.Write(ref _done, true);
            if (_blocked)
                Monitor.Pulse(this);
        }
    }

    /// <summary>Waits for the leader and returns the offset of the line in the file.</summary>
    /// <exception cref="IOException">What the leader's commit failed with (of whatever type that was).</exception>
    public long Wait()
    {
        for (var i = 0; i < YieldsBeforeBlocking && !Volatile.Read(ref _done); i++)
            Thread.Yield();
        if (!Volatile.Read(ref _done))
            Block();
        _failure?.Throw();
        return _start + _relativeOffset;
    }

    private void Block()
    {
        lock (this)
        {
            _blocked = true;
            while (!_done)
                Monitor.Wait(this);
        }
    }
}
