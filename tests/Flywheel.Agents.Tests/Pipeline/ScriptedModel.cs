using System.Runtime.CompilerServices;
using Flywheel.Agents.Requests;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Pipeline;

/// <summary>A model that answers each typed request as the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedModel(Func<AgentRequest, int, string> answer) : IChatClient
{
    private readonly Lock _gate = new();
    private readonly List<AgentRequest> _asked = [];

    public IReadOnlyList<AgentRequest> Asked
    {
        get
        {
            lock (_gate)
                return [.. _asked];
        }
    }

    public ChatFinishReason Finish { get; set; } = ChatFinishReason.Stop;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = (AgentRequest)options!.AdditionalProperties![AgentRequest.PropertyName]!;
        int earlier;
        lock (_gate)
        {
            earlier = _asked.Count(other => other.GetType() == request.GetType());
            _asked.Add(request);
        }

        var text = answer(request, earlier);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            FinishReason = Finish,
            Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
