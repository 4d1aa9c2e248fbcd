using System.Text.Json;

namespace Flywheel.Harness.Actions;

/// <summary>What the rules say to a proposed action. Immutable and thread-safe.</summary>
/// <param name="Outcome">Whether it may be done.</param>
/// <param name="Arguments">The arguments to use: sensitive data may have been replaced. Undefined for the end of a run.</param>
/// <param name="Reason">For the agent and the log; empty when nothing was found.</param>
/// <param name="Violations">The rules that spoke against it.</param>
/// <param name="Uses">Sensitive data that was let through and recorded.</param>
public sealed record ActionDecision(ActionOutcome Outcome, JsonElement Arguments, string Reason, IReadOnlyList<RuleViolation> Violations, IReadOnlyList<string> Uses);

/// <summary>Whether an action may be done.</summary>
public enum ActionOutcome
{
    /// <summary>Do it, with the arguments of the decision.</summary>
    Allowed,

    /// <summary>Ask first; check again with the answer.</summary>
    NeedsConfirmation,

    /// <summary>Do not do it.</summary>
    Refused,
}

/// <summary>Whether someone agreed to an action.</summary>
public enum Confirmation
{
    /// <summary>Nobody was asked.</summary>
    NotAsked,

    /// <summary>Someone agreed.</summary>
    Given,

    /// <summary>Someone declined.</summary>
    Declined,
}

/// <summary>A rule that an agent tried to break.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Tool">The tool it wanted to call; empty when it wanted to finish.</param>
/// <param name="Reason">What it did wrong.</param>
public sealed record RuleViolation(string Rule, string Tool, string Reason);
