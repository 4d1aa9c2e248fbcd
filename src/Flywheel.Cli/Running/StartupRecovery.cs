using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Recovery;

namespace Flywheel.Cli.Running;

/// <summary>Recovers runs of dead processes when a command starts: quiet when there is nothing to do, and never a reason to stop.</summary>
internal static class StartupRecovery
{
    /// <summary>Recovers the workspace of a command.</summary>
    public static void Run(CommandContext context)
    {
        try
        {
            var report = new RunRecovery(context.Workspace, context.Time, CostsOf(context)).Recover();
            foreach (var id in report.Recovered)
                context.Errors.Line($"recovered: run {SafeText.Line(id)} had died with its process; it is recorded as ERROR with everything it had written");
            foreach (var id in report.Appended)
                context.Errors.Line($"recovered: the record of finished run {SafeText.Line(id)} is in the log now");
            if (report.Failed is [var first, ..])
                context.Warn($"{Figures.Plural(report.Failed.Count, "earlier run")} could not be recovered ({SafeText.Line(first.RunId)}: {SafeText.Line(first.Reason)}); try `flywheel runs recover` later");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            context.Warn($"earlier runs could not be recovered ({error.Message}); try `flywheel runs recover` later");
        }
    }

    /// <summary>What runs cost besides tokens; the defaults where a variable is wrong, which only a run reports.</summary>
    public static LeverageCosts CostsOf(CommandContext context)
    {
        try
        {
            return LeverageCosts.From(context.Host.Environment);
        }
        catch (FormatException)
        {
            return LeverageCosts.Default;
        }
    }
}
