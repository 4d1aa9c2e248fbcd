namespace Flywheel.Agents.Budgets;

/// <summary>A run has reached a limit of its harness; what exists is delivered.</summary>
public sealed class BudgetExhaustedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="budget">The key of the limit, for example <c>input_tokens</c>.</param>
    /// <param name="message">What was used and what was allowed.</param>
    public BudgetExhaustedException(string budget, string message)
        : base(message)
    {
        Budget = budget;
    }

    /// <summary>The key of the limit.</summary>
    public string Budget { get; }
}
