namespace Flywheel.Agents.Models;

/// <summary>
/// A model call failed outside of our hands. The message is written for the user: which endpoint, what happened, in the provider's words
/// where it gave any. It never holds the API key.
/// </summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelException(ModelFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>How the call failed.</summary>
    public ModelFailure Failure { get; }

    /// <summary>The endpoint's name in the configuration, or its provider prefix.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The HTTP status, or null when no status was received.</summary>
    public int? Status { get; init; }

    /// <summary>What the provider said, or null.</summary>
    public string? ProviderMessage { get; init; }

    /// <summary>The provider's error code, for example <c>insufficient_quota</c>, or null.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>How long the provider asked to wait; zero or more, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Attempts made, this one included.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The same failure, reported as the last of several attempts.</summary>
    internal ModelException After(int attempts) => attempts <= 1 ? this : new(Failure, $"{Message} (after {attempts} attempts)", this)
    {
        Endpoint = Endpoint,
        Status = Status,
        ProviderMessage = ProviderMessage,
        ProviderCode = ProviderCode,
        IsRetryable = IsRetryable,
        RetryAfter = RetryAfter,
        Attempts = attempts,
    };
}
