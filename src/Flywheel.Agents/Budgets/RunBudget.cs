using System.Globalization;
using Flywheel.Harness.Specs;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Budgets;

/// <summary>
/// Holds a run to its limits. It is asked before every model and tool call, so that a run overshoots by at most the one call it had begun. Thread-safe.
/// </summary>
public sealed class RunBudget
{
    private readonly BudgetsSpec _limits;
    private readonly RunTrace _trace;

    /// <summary>The limits of a run.</summary>
    public RunBudget(BudgetsSpec limits, RunTrace trace)
    {
        _limits = limits;
        _trace = trace;
    }

    /// <summary>Passes while every limit holds.</summary>
    /// <exception cref="BudgetExhaustedException">A limit is reached.</exception>
    public void Check()
    {
        var used = _trace.Consumed;
        Check("wall_s", used.WallSeconds, _limits.WallSeconds, "seconds");
        Check("input_tokens", used.InputTokens, _limits.InputTokens, "input tokens");
        Check("tool_calls", used.ToolCalls, _limits.ToolCalls, "tool calls");
        Check("cost_usd", used.CostUsd, _limits.CostUsd, "USD");
    }

    private static void Check(string key, double used, double? limit, string unit)
    {
        if (limit is { } allowed && used >= allowed && allowed >= 0 && used > 0)
        {
            throw new BudgetExhaustedException(
                key,
                string.Create(CultureInfo.InvariantCulture, $"The run used {used:0.######} {unit} of {allowed:0.######} allowed (budgets.{key}). What existed was delivered."));
        }
    }
}
