namespace Flywheel.Agents.Models.Resilience;

/// <summary>The timeout of one streamed attempt: it runs while the provider is waited for and stands still while the consumer works.</summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationTokenSource _linked;

    public AttemptClock(TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _timeout = timeout;
        _expiry = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_expiry.Token, cancellationToken);
    }

    /// <summary>Cancelled when the time is up or the caller cancels.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the time is up.</summary>
    public bool Expired => _expiry.IsCancellationRequested;

    public void Start() => _expiry.CancelAfter(_timeout);

    public void Stop() => _expiry.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _linked.Dispose();
        _expiry.Dispose();
    }
}
