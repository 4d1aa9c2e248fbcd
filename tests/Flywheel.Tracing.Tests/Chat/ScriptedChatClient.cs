using System.Runtime.CompilerServices;
using Flywheel.Tracing.Chat;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Tests.Chat;

/// <summary>A model that answers, streams, retries or fails as it is told.</summary>
internal sealed class ScriptedChatClient : IChatClient
{
    public ChatResponse Response { get; init; } = new(new ChatMessage(ChatRole.Assistant, "the whole answer"))
    {
        ModelId = "served-model",
        FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails { InputTokenCount = 1000, OutputTokenCount = 200 },
    };

    public Exception? Failure { get; init; }

    /// <summary>How many updates come before <see cref="Failure"/>, when streaming.</summary>
    public int UpdatesBeforeFailure { get; init; } = int.MaxValue;

    public int FailedAttempts { get; init; }

    public Action? WhileAnswering { get; init; }

    public ChatOptions? SeenOptions { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Begin(options, cancellationToken);
        return Failure is null ? Task.FromResult(Response) : Task.FromException<ChatResponse>(Failure);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Begin(options, cancellationToken);
        var count = 0;
        foreach (var update in Updates())
        {
            if (count++ == UpdatesBeforeFailure)
                throw Failure!;
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted", defaultModelId: "default-model") : null;

    public void Dispose()
    {
    }

    private void Begin(ChatOptions? options, CancellationToken cancellationToken)
    {
        SeenOptions = options;
        cancellationToken.ThrowIfCancellationRequested();
        WhileAnswering?.Invoke();
        var notice = (ModelCallNotice)options!.AdditionalProperties![ModelCallNotice.PropertyName]!;
        for (var attempt = 1; attempt <= FailedAttempts; attempt++)
            notice.Report(new FailedAttempt(attempt, $"429 number {attempt}", TimeSpan.FromSeconds(attempt), TimeSpan.FromMilliseconds(50)));
    }

    private static IEnumerable<ChatResponseUpdate> Updates()
    {
        foreach (var word in (string[])["the ", "whole ", "answer"])
            yield return new ChatResponseUpdate(ChatRole.Assistant, word) { ModelId = "served-model" };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 1000, OutputTokenCount = 200 })])
        {
            FinishReason = ChatFinishReason.Stop,
        };
    }
}
