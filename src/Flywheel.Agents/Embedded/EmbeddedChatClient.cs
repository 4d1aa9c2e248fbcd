using System.Runtime.CompilerServices;
using Flywheel.Agents.Requests;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Embedded;

/// <summary>
/// The default model: deterministic, offline, without a key. It is no language model but an extractive engine over the task's sources: it
/// ranks, selects, de-duplicates and cites sentences, and obeys the directives of a harness; rules without a directive it can not read.
/// It answers the typed <see cref="AgentRequest"/> in <see cref="ChatOptions.AdditionalProperties"/> under <see cref="AgentRequest.PropertyName"/>;
/// a chat without one gets a short extractive reply. The same request gives the same answer, whatever the culture, the time zone or the machine.
/// Thread-safe; sends nothing anywhere.
/// </summary>
public sealed class EmbeddedChatClient : IChatClient
{
    /// <summary>The model's name.</summary>
    public const string ModelName = "embedded";

    private const int PieceLength = 80;
    private const int CharactersPerToken = 4;

    private static readonly ChatClientMetadata Metadata = new("flywheel-embedded", providerUri: null, ModelName);

    /// <inheritdoc/>
    /// <remarks>Token counts are estimates: characters over four, rounded up.</remarks>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<ChatResponse>(cancellationToken);

        var (answer, usage) = Answer(messages, options);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer))
        {
            ModelId = ModelName,
            FinishReason = ChatFinishReason.Stop,
            Usage = usage,
        });
    }

    /// <inheritdoc/>
    /// <remarks>The answer comes in pieces of a line or less; the last update carries usage and finish reason.</remarks>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        var (answer, usage) = Answer(messages, options);
        foreach (var piece in Pieces(answer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece) { ModelId = ModelName };
        }

        await Task.CompletedTask;
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]) { ModelId = ModelName, FinishReason = ChatFinishReason.Stop };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return Metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    private static (string Answer, UsageDetails Usage) Answer(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var read = messages.ToArray();
        var answer = options?.AdditionalProperties?.GetValueOrDefault(AgentRequest.PropertyName) is AgentRequest request
            ? Answer(request)
            : Converse.Answer(read.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "");
        var input = Tokens(read.Sum(message => (long)message.Text.Length));
        var output = Tokens(answer.Length);
        return (answer, new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output });
    }

    private static string Answer(AgentRequest request) => request switch
    {
        PriorKnowledgeRequest prior => PriorKnowledge.Answer(prior),
        PlanRequest plan => Plan.Answer(plan),
        QueryRequest query => Query.Answer(query),
        CompressRequest compress => Compress.Answer(compress),
        SynthesisRequest synthesis => Synthesize.Answer(synthesis),
        EvaluateRequest evaluate => Evaluate.Answer(evaluate),
        ReviseRequest revise => Revise.Answer(revise),
        PanelRequest panel => PanelReview.Answer(panel),
        MemoryRequest memory => SummarizeForMemory.Answer(memory),
        _ => Converse.Introduction,
    };

    private static long Tokens(long characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;

    // Cut behind a space or line end, never inside a surrogate pair.
    private static IEnumerable<string> Pieces(string answer)
    {
        for (var start = 0; start < answer.Length;)
        {
            var end = Math.Min(answer.Length, start + PieceLength);
            if (end < answer.Length)
            {
                var cut = answer.LastIndexOfAny([' ', '\n'], end - 1, end - start);
                end = cut > start ? cut + 1 : char.IsHighSurrogate(answer[end - 1]) ? end + 1 : end;
            }

            yield return answer[start..end];
            start = end;
        }
    }
}
