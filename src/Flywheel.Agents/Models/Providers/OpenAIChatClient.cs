using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using Chat = OpenAI.Chat;

namespace Flywheel.Agents.Models.Providers;

/// <summary>
/// A model behind an OpenAI-compatible endpoint (chat completions, plain and streamed), through the official SDK.
/// Makes one attempt per call: retries belong to <see cref="Resilience.ResilientChatClient"/>.
/// <para>
/// Sent: system, user, assistant and tool messages with text, images, tool calls and results; instructions, model, temperature, top_p, top_k, penalties, seed,
/// stop sequences, output limit, response format (text, JSON, JSON Schema), functions and tool choice. Additional properties are not sent.
/// </para>
/// <para>
/// A refusal arrives as <see cref="ErrorContent"/> with code <c>refusal</c>. Every failure of the endpoint is a <see cref="ModelException"/>; the caller's
/// cancellation stays an <see cref="OperationCanceledException"/> and closes the connection. Thread-safe.
/// </para>
/// </summary>
public sealed class OpenAIChatClient : IChatClient
{
    /// <summary>
    /// A boolean additional property of <see cref="ChatOptions"/> (for a response schema) or of a function: ask the provider to enforce the schema strictly.
    /// Without it the provider's default applies.
    /// </summary>
    public const string StrictProperty = "strict";

    private readonly OpenAIEndpoint _endpoint;
    private readonly OpenAIErrors _errors;
    private readonly Chat.ChatClient _client;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="endpoint">Where to send to.</param>
    /// <param name="model">The model, as the endpoint names it.</param>
    /// <param name="httpClient">Sends the requests; stays the caller's. It should not follow redirects and have no timeout of its own.</param>
    /// <exception cref="ArgumentException">The address is not http or https, or the key holds characters that cannot be sent.</exception>
    public OpenAIChatClient(OpenAIEndpoint endpoint, string model, HttpClient httpClient)
    {
        if (endpoint.BaseUrl.Scheme is not ("http" or "https"))
            throw new ArgumentException($"Endpoint '{endpoint.Name}': the address must begin with http:// or https://.", nameof(endpoint));

        if (endpoint.ApiKey is { } key && !key.All(static c => c is > ' ' and < '\u007f'))
            throw new ArgumentException($"Endpoint '{endpoint.Name}': the API key holds white space or characters outside ASCII.", nameof(endpoint));

        _endpoint = endpoint;
        _errors = new OpenAIErrors(endpoint);
#pragma warning disable OPENAI001 // the constructor that takes an authorization of one's own
        _client = new Chat.ChatClient(model, new BearerPolicy(endpoint.ApiKey), Options(endpoint, httpClient));
#pragma warning restore OPENAI001
        _metadata = new ChatClientMetadata(endpoint.Provider, endpoint.BaseUrl, model);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IEnumerable<Chat.ChatMessage> sent = OpenAIMessages.From(messages, options?.Instructions).ToList();
        Chat.ChatCompletionOptions settings = OpenAIOptions.From(options, _endpoint);
        try
        {
            return Read(await _client.CompleteChatAsync(sent, settings, cancellationToken));
        }
        catch (Exception e) when (e is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            throw _errors.From(e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<Chat.ChatMessage> sent = [.. OpenAIMessages.From(messages, options?.Instructions)];
        Chat.ChatCompletionOptions settings = OpenAIOptions.From(options, _endpoint);
        var answer = new StreamedAnswer();
        await using IAsyncEnumerator<Chat.StreamingChatCompletionUpdate> chunks =
            _client.CompleteChatStreamingAsync(sent, settings, cancellationToken).GetAsyncEnumerator(cancellationToken);

        while (await NextAsync(chunks, answer, cancellationToken))
            yield return answer.Add(chunks.Current);

        if (!answer.IsFinished)
            throw _errors.Cut(answer.Characters);

        yield return answer.End();
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;

        if (serviceType == typeof(ChatClientMetadata))
            return _metadata;

        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the HTTP client is the caller's.</summary>
    public void Dispose()
    {
    }

    // The SDK's view of an answer without choices throws at the first property, and it does not see an error sent with status 200.
    private ChatResponse Read(ClientResult<Chat.ChatCompletion> result)
    {
        using JsonDocument body = JsonDocument.Parse(result.GetRawResponse().Content);
        if (body.RootElement.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null)
            throw _errors.InAnswer(body.RootElement.GetRawText());

        if (!body.RootElement.TryGetProperty("choices", out JsonElement choices) || choices.GetArrayLength() == 0)
            throw _errors.NoChoice();

        return OpenAIAnswers.Read(result.Value);
    }

    private void ThrowIfError(Chat.StreamingChatCompletionUpdate chunk)
    {
#pragma warning disable SCME0001 // the patch holds the fields the SDK has no property for
        if (chunk.Patch.TryGetJson("$.error"u8, out ReadOnlyMemory<byte> error) && !error.Span.SequenceEqual("null"u8))
            throw _errors.InAnswer(Encoding.UTF8.GetString(error.Span));
#pragma warning restore SCME0001
    }

    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<Chat.StreamingChatCompletionUpdate> chunks, StreamedAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            if (!await chunks.MoveNextAsync())
                return false;

            ThrowIfError(chunks.Current);
            return true;
        }
        catch (Exception e) when (e is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            throw _errors.From(e, answer.HasBegun ? answer.Characters : null);
        }
    }

    private static OpenAIClientOptions Options(OpenAIEndpoint endpoint, HttpClient httpClient) => new()
    {
        Endpoint = endpoint.BaseUrl,
        Transport = new HttpClientPipelineTransport(httpClient),
        NetworkTimeout = endpoint.NetworkTimeout,
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        EnableDistributedTracing = false,
        UserAgentApplicationId = "flywheel",
    };}
