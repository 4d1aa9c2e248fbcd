using System.Diagnostics;
using System.Runtime.CompilerServices;
using Flywheel.Tracing.Runs;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Chat;

/// <summary>Records model calls; see <see cref="RunTraceChatClientExtensions.UseRunTrace"/>.</summary>
internal sealed class RunTraceChatClient(IChatClient inner, Lane lane, string stage, ModelPrice? price) : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata? _metadata = inner.GetService<ChatClientMetadata>();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new ModelCall(lane, stage, price, _metadata, prompt, options);
        ChatResponse response;
        try
        {
            Activity.Current = call.Activity ?? Activity.Current; // for this method alone: what the provider sends hangs below the call
            response = await base.GetResponseAsync(prompt, call.Options, cancellationToken);
        }
        catch (Exception failure)
        {
            call.Finish(null, failure);
            throw;
        }

        call.Finish(response, null);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new ModelCall(lane, stage, price, _metadata, prompt, options);
        var updates = new List<ChatResponseUpdate>();
        // A caller that stops reading early is recorded as such: what it saw is kept.
        Exception? failure = new OperationCanceledException("The caller stopped reading.");
        IAsyncEnumerator<ChatResponseUpdate>? stream = null;
        try
        {
            while (true)
            {
                bool more;
                try
                {
                    stream ??= base.GetStreamingResponseAsync(prompt, call.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    Activity.Current = call.Activity ?? Activity.Current;
                    more = await stream.MoveNextAsync();
                }
                catch (Exception error)
                {
                    failure = error;
                    throw;
                }

                if (!more)
                    break;
                updates.Add(stream.Current);
                yield return stream.Current;
            }

            failure = null;
        }
        finally
        {
            try
            {
                if (stream is not null)
                    await stream.DisposeAsync();
            }
            finally
            {
                call.Finish(updates.Count > 0 ? updates.ToChatResponse() : null, failure);
            }
        }
    }
}
