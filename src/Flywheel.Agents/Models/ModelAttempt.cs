using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Models;

/// <summary>
/// A failed attempt of a model call that is about to be repeated. Observers are called on the call's own flow, after the failure and before the wait:
/// subscribe with <see cref="ModelAttemptExtensions.ObserveAttempts"/>, or put an <see cref="Action{T}"/> of this type into
/// <see cref="ChatOptions.AdditionalProperties"/> under <see cref="ObserverProperty"/>.
/// </summary>
/// <param name="Attempt">Which attempt failed, from 1.</param>
/// <param name="MaxAttempts">How many there may be.</param>
/// <param name="Delay">The wait before the next one.</param>
/// <param name="Reason">What went wrong, for the user; holds no secret.</param>
/// <param name="Status">The HTTP status, or null when there was none.</param>
/// <param name="Failure">What kind of failure it was.</param>
public readonly record struct ModelAttempt(int Attempt, int MaxAttempts, TimeSpan Delay, string Reason, int? Status, ModelFailure Failure)
{
    /// <summary>The key of the additional property of <see cref="ChatOptions"/> that holds the observer.</summary>
    public const string ObserverProperty = "flywheel.on_retry";

    /// <summary>
    /// The key of the additional property of a <see cref="ChatResponse"/>, or of the first <see cref="ChatResponseUpdate"/> of a stream, that says
    /// which attempt succeeded (an <see cref="int"/>, from 1).
    /// </summary>
    public const string NumberProperty = "flywheel.attempt";
}
