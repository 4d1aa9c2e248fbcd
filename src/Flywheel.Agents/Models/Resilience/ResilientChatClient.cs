using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Timeout;

namespace Flywheel.Agents.Models.Resilience;

/// <summary>
/// Gives every attempt of a model call a timeout and repeats the ones that fail for a passing reason (see <see cref="ModelException.IsRetryable"/>):
/// exponential backoff with jitter, or the provider's <c>Retry-After</c>, never longer than <see cref="ResilienceOptions.MaxDelay"/>.
/// Each repetition is reported as a <see cref="ModelAttempt"/>.
/// A stream of which the consumer has seen content is never restarted: see <see cref="StreamRetry"/>.
/// The caller's cancellation is never retried. Thread-safe if the inner client is.
/// </summary>
public sealed class ResilientChatClient : DelegatingChatClient
{
    private readonly ResilienceOptions _options;
    private readonly string _endpoint;
    private readonly ModelRetry _retry;
    private readonly ResiliencePipeline _timeout;

    /// <summary>Decorates <paramref name="innerClient"/>.</summary>
    /// <param name="innerClient">Makes the attempts.</param>
    /// <param name="endpoint">The endpoint's name, for messages.</param>
    /// <param name="options">Timeouts and retries.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ResilientChatClient(IChatClient innerClient, string endpoint, ResilienceOptions options)
        : base(innerClient)
    {
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));

        _options = options;
        _endpoint = endpoint;
        _retry = new ModelRetry(options);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout })
            .Build();
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        return await _retry.ExecuteAsync(token => RespondAsync(sent, options, token), ObserverOf(options), cancellationToken);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> sent = [.. messages];
        await using var stream = await _retry.ExecuteAsync(token => OpenAsync(sent, options, token), ObserverOf(options), cancellationToken);

        foreach (var update in stream.Held)
            yield return update;

        while (await stream.MoveNextAsync())
            yield return stream.Current;
    }

    private async ValueTask<ChatResponse> RespondAsync(List<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return await _timeout.ExecuteAsync(async token => await InnerClient.GetResponseAsync(messages, options, token), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            throw TimedOut("no answer");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable(e);
        }
    }

    private async ValueTask<StreamAttempt> OpenAsync(List<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var clock = new AttemptClock(_options.AttemptTimeout, _options.TimeProvider, cancellationToken);
        var attempt = new StreamAttempt(
            token => InnerClient.GetStreamingResponseAsync(messages, options, token), clock, () => TimedOut("nothing more of the answer"), cancellationToken);
        try
        {
            await attempt.HoldAsync(_options.StreamRetry);
            return attempt;
        }
        catch (Exception e)
        {
            await attempt.DisposeAsync();
            if (e is HttpRequestException or IOException)
                throw Unreachable(e);

            throw;
        }
    }

    private ModelException TimedOut(string what)
    {
        var seconds = _options.AttemptTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return new(ModelFailure.TimedOut, $"Endpoint '{_endpoint}': {what} within {seconds} s") { Endpoint = _endpoint, IsRetryable = true };
    }

    private ModelException Unreachable(Exception cause) =>
        new(ModelFailure.Unreachable, $"Endpoint '{_endpoint}': {cause.Message}", cause) { Endpoint = _endpoint, IsRetryable = true };

    private static Action<ModelAttempt>? ObserverOf(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(ModelAttempt.ObserverProperty, out Action<ModelAttempt>? observer) is true ? observer : null;
}
