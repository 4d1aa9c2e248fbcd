using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Models.Resilience;

/// <summary>
/// Lets only so many calls through at a time; further ones wait. The gate is shared by every client of an endpoint and stays the caller's.
/// It sits outside the retries: a call that waits to be repeated keeps its place, so that an endpoint that asks for patience gets it, and the time spent
/// in the queue is in no attempt's timeout. A stream keeps its place until it is read to the end or its enumerator is disposed of. Thread-safe.
/// </summary>
internal sealed class ConcurrencyLimitedChatClient(IChatClient inner, SemaphoreSlim gate) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
                yield return update;
        }
        finally
        {
            gate.Release();
        }
    }
}
