using System.CommandLine;
using System.Globalization;
using System.Text;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Inspection;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel inspect</c>: what a run did, in detail.</summary>
internal static class InspectCommand
{
    private const int MostDigits = 6;

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        var which = new Argument<string?>("N|RUN_ID")
        {
            Description = "The last N runs, or one run by its id or the beginning of it. Default: the last run.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "A table of all runs, newest last." };
        return new FlywheelCommand(
            "inspect",
            "Shows the last run in detail: verdict, scores per round and dimension, tokens, output, errors, guards, memories, slowest stage, leverage.",
            new Example("flywheel inspect", "the last run"),
            new Example("flywheel inspect 3", "the last three runs"),
            new Example("flywheel inspect --all", "one line per run"),
            new Example("flywheel inspect --json", "the last run's record"))
            .Does(host, (context, parsed) => Run(context, parsed.GetValue(which), parsed.GetValue(all)), which, all);
    }

    private static int Run(CommandContext context, string? which, bool all)
    {
        if (all && which is not null)
            throw new UserException("--all shows every run; leave out N or the run id.");
        var archive = new RunArchive(context.ExistingWorkspace, context.Time);
        StartupRecovery.Run(context);
        var runs = all ? [.. archive.Read(RunFilter.All)] : Chosen(archive, which);
        InvalidLines.Report(context, archive.LogPath, archive.Invalid);
        if (runs.Count == 0)
            throw new UserException($"There is no run in {context.WorkspaceRoot} yet. Start one with `flywheel run \"…\"`.");
        if (context.Json)
            WriteJson(context, runs);
        else if (all)
            RunTable.Write(context.Output, runs);
        else
            WriteReports(context, runs);
        return ExitCode.Done;
    }

    private static IReadOnlyList<RunRecord> Chosen(RunArchive archive, string? which)
    {
        if (which is null)
            return archive.Last(1, RunFilter.All);
        if (which.Length <= MostDigits && int.TryParse(which, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return count >= 1 ? archive.Last(count, RunFilter.All) : throw new UserException($"'{which}' runs can not be shown; give a number from 1.");
        return [archive.Find(which)];
    }

    private static void WriteJson(CommandContext context, IEnumerable<RunRecord> runs)
    {
        foreach (var run in runs)
            context.Output.Json(Encoding.UTF8.GetString(RecordExporter.ToLine(run, RecordShape.Flywheel)));
    }

    private static void WriteReports(CommandContext context, IReadOnlyList<RunRecord> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (i > 0)
            {
                context.Output.Line();
                context.Output.Line(new string('─', 60));
                context.Output.Line();
            }

            RunReport.Write(context.Output, runs[i], RunDetails.Of(runs[i], context.Workspace));
        }
    }
}
