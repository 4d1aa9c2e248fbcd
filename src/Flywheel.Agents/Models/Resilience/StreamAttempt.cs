using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Models.Resilience;

/// <summary>One attempt at a streamed answer: the updates held back so far, and the rest of the stream.</summary>
internal sealed class StreamAttempt : IAsyncDisposable
{
    private readonly AttemptClock _clock;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly Func<ModelException> _timedOut;
    private readonly CancellationToken _caller;

    public StreamAttempt(
        Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> open, AttemptClock clock, Func<ModelException> timedOut, CancellationToken caller)
    {
        _clock = clock;
        _timedOut = timedOut;
        _caller = caller;
        _updates = open(clock.Token).GetAsyncEnumerator(clock.Token);
    }

    /// <summary>What has arrived and was not passed on yet. Updates without content are not held: they say only that the provider is alive.</summary>
    public List<ChatResponseUpdate> Held { get; } = [];

    /// <summary>The update <see cref="MoveNextAsync"/> arrived at.</summary>
    public ChatResponseUpdate Current => _updates.Current;

    /// <summary>Reads until the policy allows the consumer to see something.</summary>
    public async Task HoldAsync(StreamRetry policy)
    {
        while ((policy == StreamRetry.Buffered || Held.Count == 0) && await MoveNextAsync())
        {
            if (Current.Contents.Count > 0 || Current.FinishReason is not null)
                Held.Add(Current);
        }
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        _clock.Start();
        try
        {
            return await _updates.MoveNextAsync();
        }
        catch (OperationCanceledException) when (_clock.Expired && !_caller.IsCancellationRequested)
        {
            throw _timedOut();
        }
        finally
        {
            _clock.Stop();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync();
        _clock.Dispose();
    }
}
