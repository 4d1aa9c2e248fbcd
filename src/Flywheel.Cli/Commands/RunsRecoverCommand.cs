using System.CommandLine;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Recovery;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs recover</c>.</summary>
internal static class RunsRecoverCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Host host) => new FlywheelCommand(
        "recover",
        "Makes records of runs whose process died, and appends records that a full disk kept back. Every other command that reads runs does this too.",
        new Example("flywheel runs recover", "may be repeated: nothing is recovered twice"))
        .Does(host, static (context, _) => Run(context));

    private static int Run(CommandContext context)
    {
        var report = new RunRecovery(context.ExistingWorkspace, context.Time, StartupRecovery.CostsOf(context)).Recover();
        if (context.Json)
            context.Output.Json(report.ToJson());
        else
            Write(context.Output, report);
        foreach (var failed in report.Failed)
            context.Warn($"{SafeText.Line(failed.RunId)} could not be recovered: {SafeText.Line(failed.Reason)}");
        return report.Failed.Count == 0 ? ExitCode.Done : ExitCode.Outside;
    }

    private static void Write(TextOutput output, RecoveryReport report)
    {
        foreach (var id in report.Recovered)
            output.Line($"{SafeText.Line(id)}  recovered as ERROR");
        foreach (var id in report.Appended)
            output.Line($"{SafeText.Line(id)}  record appended");
        foreach (var id in report.StillRunning)
            output.Line($"{SafeText.Line(id)}  still running");
        output.Line($"{Figures.Plural(report.Recovered.Count, "run")} recovered, {Figures.Plural(report.Appended.Count, "record")} appended, {report.StillRunning.Count} still running");
    }
}
