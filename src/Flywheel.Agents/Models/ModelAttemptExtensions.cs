using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Models;

/// <summary>Makes the retries of a client visible.</summary>
public static class ModelAttemptExtensions
{
    /// <summary>
    /// A view of <paramref name="client"/> whose calls report each retry to <paramref name="observer"/>, in addition to any observer set further out.
    /// Disposing of the view leaves <paramref name="client"/> as it is.
    /// </summary>
    public static IChatClient ObserveAttempts(this IChatClient client, Action<ModelAttempt> observer) => new ObservedChatClient(client, observer);

    private sealed class ObservedChatClient(IChatClient inner, Action<ModelAttempt> observer) : DelegatingChatClient(inner)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(messages, Observed(options), cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(messages, Observed(options), cancellationToken);

        protected override void Dispose(bool disposing)
        {
        }

        private ChatOptions Observed(ChatOptions? options)
        {
            ChatOptions observed = options?.Clone() ?? new ChatOptions();
            observed.AdditionalProperties ??= [];
            observed.AdditionalProperties.TryGetValue(ModelAttempt.ObserverProperty, out Action<ModelAttempt>? outer);
            observed.AdditionalProperties[ModelAttempt.ObserverProperty] = outer + observer;
            return observed;
        }
    }
}
