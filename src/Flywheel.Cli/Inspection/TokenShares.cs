using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Inspection;

/// <summary>Where a run's tokens went: writing, searching, verifying, and the rest. Immutable and thread-safe.</summary>
/// <param name="Total">Sent and received.</param>
/// <param name="Synthesis">Writing the first draft.</param>
/// <param name="Research">Asking and condensing.</param>
/// <param name="Wiggum">Evaluating and revising, everything under <c>wiggum_r*</c>.</param>
internal sealed record TokenShares(long Total, long Synthesis, long Research, long Wiggum)
{
    /// <summary>Planning, memory and what no stage names.</summary>
    public long Other => Math.Max(0, Total - Synthesis - Research - Wiggum);

    /// <summary>The shares of a run; the stage names of the published shapes are known too.</summary>
    public static TokenShares Of(RunRecord run)
    {
        long synthesis = 0, research = 0, wiggum = 0, all = 0;
        foreach (var (stage, usage) in run.TokensByStage)
        {
            var tokens = usage.Input + usage.Output;
            all += tokens;
            if (BeginsWith(stage, "synth"))
                synthesis += tokens;
            else if (BeginsWith(stage, "wiggum", "evaluat", "revise", "summarize_revise", "panel"))
                wiggum += tokens;
            else if (BeginsWith(stage, "research", "search", "compress"))
                research += tokens;
        }

        return new TokenShares(Math.Max(all, run.InputTokens + run.OutputTokens), synthesis, research, wiggum);
    }

    private static bool BeginsWith(string stage, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (stage.StartsWith(name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
