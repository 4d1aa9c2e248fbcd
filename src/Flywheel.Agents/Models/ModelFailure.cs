namespace Flywheel.Agents.Models;

/// <summary>How a model call failed.</summary>
public enum ModelFailure
{
    /// <summary>The endpoint answered with an error, as a status or inside a stream.</summary>
    Rejected,

    /// <summary>No connection, or it broke before the answer began.</summary>
    Unreachable,

    /// <summary>No answer, or no further part of it, in the time allowed.</summary>
    TimedOut,

    /// <summary>The answer began and broke off.</summary>
    Cut,

    /// <summary>The answer is not what the protocol says.</summary>
    Unreadable,

    /// <summary>The answer holds no choice.</summary>
    Empty,
}
