using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;

namespace Flywheel.Agents.Models.Providers;

/// <summary>Says in plain words what went wrong with a call of one endpoint.</summary>
internal sealed class OpenAIErrors(OpenAIEndpoint endpoint)
{
    /// <summary>The failure behind an exception that was thrown while an answer was asked for or read.</summary>
    /// <param name="exception">What the SDK, the transport or the reading of the answer threw.</param>
    /// <param name="charactersSoFar">How much text of a streamed answer has come, or null when none of it has begun.</param>
    public ModelException From(Exception exception, int? charactersSoFar = null) => exception switch
    {
        ClientResultException { Status: not 0 } e when e.GetRawResponse() is { } response => Rejected(response),
        ClientResultException or AggregateException => Transport(exception.InnerException ?? exception, charactersSoFar),
        OperationCanceledException or TimeoutException or HttpRequestException or IOException => Transport(exception, charactersSoFar),
        _ => New(
            ModelFailure.Unreadable,
            $"answered with something that is not a chat completion: {endpoint.WithoutKey(exception.Message)}",
            isRetryable: false,
            exception),
    };

    /// <summary>An error that the provider put into an answer with status 200.</summary>
    public ModelException InAnswer(string json)
    {
        ProviderError error = ProviderError.Parse(endpoint.WithoutKey(json));
        int? status = int.TryParse(error.Code, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code is >= 400 and <= 599 ? code : null;
        return New(ModelFailure.Rejected, $"reported an error instead of an answer: {error.Message ?? "no message"}", status is { } s && IsPassing(s, error.Code), null, status, error);
    }

    public ModelException NoChoice() => New(ModelFailure.Empty, "answered without any choice (an empty 'choices' list)", isRetryable: false);

    public ModelException Cut(int characters, Exception? cause = null) => New(
        ModelFailure.Cut,
        string.Create(CultureInfo.InvariantCulture, $"broke off in the middle of an answer, after {characters} characters and before saying that it was finished"),
        isRetryable: true,
        cause);

    private ModelException Rejected(PipelineResponse response)
    {
        ProviderError error = ProviderError.Parse(endpoint.WithoutKey(response.Content.ToString()));
        string reason = string.IsNullOrEmpty(response.ReasonPhrase) ? "" : $" {response.ReasonPhrase}";
        string words = error.Message ?? (response.Status is >= 300 and < 400 ? Redirect(response) : "no message");
        return New(
            ModelFailure.Rejected,
            string.Create(CultureInfo.InvariantCulture, $"answered {response.Status}{reason}: {words}"),
            IsPassing(response.Status, error.Code),
            null,
            response.Status,
            error,
            RetryAfter.Read(response.Headers, endpoint.TimeProvider.GetUtcNow()));
    }

    private string Redirect(PipelineResponse response) =>
        response.Headers.TryGetValue("Location", out string? location)
            ? $"a redirect to {endpoint.WithoutKey(location!)}, which is not followed; set base_url to the address it should go to"
            : "a redirect, which is not followed";

    private ModelException Transport(Exception cause, int? charactersSoFar)
    {
        if (cause is OperationCanceledException or TimeoutException)
        {
            string seconds = endpoint.NetworkTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return New(ModelFailure.TimedOut, $"sent nothing for {seconds} s", isRetryable: true, cause);
        }

        if (charactersSoFar is { } characters)
            return Cut(characters, cause);

        return cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
            ? New(ModelFailure.Unreachable, $"cannot be reached at {endpoint.BaseUrl.GetLeftPart(UriPartial.Authority)}: {cause.Message}", isRetryable: true, cause)
            : New(ModelFailure.Unreachable, $"broke the connection before answering: {cause.Message}", isRetryable: true, cause);
    }

    // 408, 409, 429 and 5xx pass; a quota that is used up does not.
    private static bool IsPassing(int status, string? code) =>
        status is 408 or 409 or 429 or >= 500 && code is not "insufficient_quota";

    private ModelException New(
        ModelFailure failure, string what, bool isRetryable, Exception? cause = null, int? status = null, ProviderError error = default, TimeSpan? retryAfter = null) =>
        new(failure, $"Endpoint '{endpoint.Name}' {what}", cause)
        {
            Endpoint = endpoint.Name,
            Status = status,
            ProviderMessage = error.Message,
            ProviderCode = error.Code,
            IsRetryable = isRetryable,
            RetryAfter = retryAfter,
        };
}
