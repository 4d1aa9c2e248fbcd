using System.CommandLine;
using System.Text;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Inspection;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs tail</c>: the last runs, and those to come.</summary>
internal static class RunsTailCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        var filter = new RunFilterOptions();
        var count = new Option<int>("--lines", "-n") { Description = "How many of the last runs to begin with.", HelpName = "N", DefaultValueFactory = static _ => 10 };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with runs as they end, of this and other processes, until Ctrl-C." };
        return new FlywheelCommand(
            "tail",
            "Prints the last runs, one line each, oldest first.",
            new Example("flywheel runs tail", "the last ten"),
            new Example("flywheel runs tail --follow --final FAIL", "failures as they happen"),
            new Example("flywheel runs tail --follow --json", "records as they are written"))
            .Does(host, (context, parsed, cancellationToken) => RunAsync(context, filter.Read(parsed, context), parsed.GetValue(count), parsed.GetValue(follow), cancellationToken), [.. filter.All, count, follow]);
    }

    private static async Task<int> RunAsync(CommandContext context, RunFilter filter, int count, bool follow, CancellationToken cancellationToken)
    {
        if (count < 0)
            throw new UserException($"--lines is {count}: a number from 0 is expected.");
        var archive = new RunArchive(context.ExistingWorkspace, context.Time);
        StartupRecovery.Run(context);
        var offset = CompleteLength(archive.LogPath);
        foreach (var run in archive.Last(count, filter))
            Write(context, run);
        InvalidLines.Report(context, archive.LogPath, archive.Invalid);
        if (follow)
            await FollowAsync(context, archive.LogPath, filter, offset, cancellationToken);
        return ExitCode.Done;
    }

    private static async Task FollowAsync(CommandContext context, string log, RunFilter filter, long offset, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                offset = WriteNew(context, log, filter, offset);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }
    }

    /// <summary>Writes whole lines from an offset and returns where the next reading begins.</summary>
    private static long WriteNew(CommandContext context, string log, RunFilter filter, long offset)
    {
        var end = CompleteLength(log);
        if (end <= offset)
            return Math.Min(end, offset); // a log that was moved away begins anew
        var invalid = new List<InvalidLine>();
        foreach (var line in RecordReader.ReadLines(log, invalid.Add, offset).TakeWhile(line => line.Offset < end))
        {
            if (filter.Matches(line.Record))
                Write(context, line.Record);
        }

        InvalidLines.Report(context, log, invalid);
        return end;
    }

    /// <summary>The length of the log up to its last line break.</summary>
    private static long CompleteLength(string log)
    {
        if (!File.Exists(log))
            return 0;
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[4096];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - buffer.Length);
            var block = buffer.AsSpan(0, (int)(end - start));
            file.Position = start;
            file.ReadExactly(block);
            if (block.LastIndexOf((byte)'\n') is >= 0 and var last)
                return start + last + 1;
            end = start;
        }

        return 0;
    }

    private static void Write(CommandContext context, RunRecord run)
    {
        if (context.Json)
        {
            context.Output.Json(Encoding.UTF8.GetString(RecordExporter.ToLine(run, RecordShape.Flywheel)));
            return;
        }

        var final = context.Output.Paint((run.Final ?? "–").PadRight(5), RunReport.ToneOf(run.Final));
        var task = SafeText.Line(run.Task, Math.Max(30, context.Output.Width - 72));
        context.Output.Line($"{Figures.Moment(run.Timestamp)}  {SafeText.Line(run.RunId)}  {final}  {Figures.Score(run.FinalScore),5}  {Figures.Duration(run.RunDurationS),8}  {task}");
    }
}
