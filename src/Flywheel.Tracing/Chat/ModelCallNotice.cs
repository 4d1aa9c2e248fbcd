namespace Flywheel.Tracing.Chat;

/// <summary>
/// How a decorator below the recorder (retries) tells it that an attempt failed and another follows: it finds an instance in
/// <see cref="Microsoft.Extensions.AI.ChatOptions.AdditionalProperties"/> under <see cref="PropertyName"/> and reports to it. Thread-safe.
/// </summary>
public sealed class ModelCallNotice
{
    /// <summary>The key of the additional property.</summary>
    public const string PropertyName = "flywheel.attempts";

    private readonly Action<FailedAttempt> _report;

    internal ModelCallNotice(Action<FailedAttempt> report) => _report = report;

    /// <summary>Reports an attempt that failed and will be repeated.</summary>
    public void Report(FailedAttempt attempt) => _report(attempt);
}

/// <summary>A failed attempt of a model call that is followed by another.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Reason">The provider's message.</param>
/// <param name="Delay">The wait before the next attempt.</param>
/// <param name="Took">How long the attempt took.</param>
public sealed record FailedAttempt(int Attempt, string Reason, TimeSpan Delay, TimeSpan Took);
