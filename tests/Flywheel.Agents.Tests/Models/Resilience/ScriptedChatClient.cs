using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Models.Resilience;

/// <summary>A client whose n-th call runs the n-th step of a script; the last step repeats.</summary>
internal sealed class ScriptedChatClient : IChatClient
{
    private readonly Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>[] _steps;
    private readonly List<string> _sent = [];

    public ScriptedChatClient(params Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>[] steps) => _steps = steps;

    /// <summary>The text of the messages of each call.</summary>
    public IReadOnlyList<string> Sent => _sent;

    public int Calls => _sent.Count;

    public int Disposals { get; private set; }

    public static Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Says(params string[] parts) => token => Stream(parts, null, token);

    public static Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Fails(Exception failure, params string[] afterParts) =>
        token => Stream(afterParts, failure, token);

    public static Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> IsSilent(params string[] afterParts) => token => Silence(afterParts, token);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Next(messages)(cancellationToken).ToChatResponseAsync(cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Next(messages)(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => Disposals++;

    private Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Next(IEnumerable<ChatMessage> messages)
    {
        _sent.Add(string.Concat(messages.Select(static m => m.Text)));
        return _steps[Math.Min(_sent.Count, _steps.Length) - 1];
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream(
        string[] parts, Exception? failure, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        yield return new ChatResponseUpdate(ChatRole.Assistant, (string?)null);
        foreach (var part in parts)
            yield return new ChatResponseUpdate(ChatRole.Assistant, part);

        if (failure is not null)
            throw failure;

        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Silence(string[] parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in parts)
            yield return new ChatResponseUpdate(ChatRole.Assistant, part);

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
