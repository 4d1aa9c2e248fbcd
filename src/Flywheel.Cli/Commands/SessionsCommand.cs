using System.CommandLine;
using System.Globalization;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Inspection;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Terminal;
using Flywheel.Harness.Keys;
using Flywheel.Tracing.Sessions;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel sessions</c>.</summary>
internal static class SessionsCommand
{
    /// <summary>The command with its commands.</summary>
    public static Command Create(Host host)
    {
        var name = new Argument<string>("SESSION") { Description = "The session's name." };
        return new FlywheelCommand("sessions", "Shows what the runs of a session came to. A session is opened by `run --session NAME` or HARNESS_SESSION_ID.")
        {
            new FlywheelCommand(
                "list",
                "Lists sessions, newest first: runs, pass rate with its 95 % interval, mean score, median time. With --json one object per line.",
                new Example("flywheel sessions list", "all sessions"))
                .Does(host, static (context, _) => List(context)),
            new FlywheelCommand(
                "show",
                "Shows the figures and the runs of a session.",
                new Example("flywheel sessions show judges", "one session"))
                .Does(host, (context, parsed) => Show(context, parsed.GetRequiredValue(name)), name),
        };
    }

    private static int List(CommandContext context)
    {
        var sessions = Read(context).OrderByDescending(static session => session.LastRun ?? session.Started).ToList();
        if (context.Json)
        {
            foreach (var session in sessions)
                context.Output.Json(session.ToJson().ToJsonString());
        }
        else if (sessions.Count == 0)
        {
            context.Errors.Line("There is no session yet. Open one with `flywheel run --session NAME \"…\"`.");
        }
        else
        {
            WriteTable(context, sessions);
        }

        return ExitCode.Done;
    }

    private static int Show(CommandContext context, string name)
    {
        var sessions = Read(context);
        var session = sessions.FirstOrDefault(session => session.Session == name)
            ?? throw new UserException($"There is no session '{name}'.{NearestName.Hint(name, sessions.Select(static session => session.Session))} See `flywheel sessions list`.");
        if (context.Json)
        {
            context.Output.Json(session.ToJson().ToJsonString());
            return ExitCode.Done;
        }

        var output = context.Output;
        output.Line($"Session: {SafeText.Line(session.Session)}");
        output.Line($"Started: {Figures.Moment(session.Started)} · last run {Figures.Moment(session.LastRun)}");
        output.Line($"Runs: {session.Runs.Count} ({session.Count("PASS")} PASS, {session.Count("FAIL")} FAIL, {session.Count("ERROR")} ERROR)");
        output.Line($"Pass rate: {PassRateText(session.PassRate)}");
        output.Line($"Mean score: {Figures.Score(session.MeanScore)} · median time {Figures.Duration(session.MedianDuration)} · {Figures.Count(session.Tokens)} tokens");
        if (session.LeverageTac is { } tac)
            output.Line($"Leverage: {tac.ToString("#,0.##", CultureInfo.InvariantCulture)}× (tac)");
        if (session.LeverageProxy is { } proxy)
            output.Line($"Leverage: {proxy.ToString("#,0.##", CultureInfo.InvariantCulture)} (proxy: score·lines per hour)");
        output.Line();
        RunTable.Write(output, session.Runs);
        return ExitCode.Done;
    }

    private static void WriteTable(CommandContext context, List<SessionFigures> sessions)
    {
        var table = new TextTable(
            new TableColumn("session", MaxCells: 40), new TableColumn("last run"), new TableColumn("runs", Alignment.Right), new TableColumn("pass rate"),
            new TableColumn("mean score", Alignment.Right), new TableColumn("median time", Alignment.Right), new TableColumn("tokens", Alignment.Right));
        foreach (var session in sessions)
        {
            table.Add(
                session.Session, Figures.Moment(session.LastRun), Figures.Count(session.Runs.Count), PassRateText(session.PassRate),
                Figures.Score(session.MeanScore), Figures.Duration(session.MedianDuration), Figures.Count(session.Tokens));
        }

        table.WriteTo(context.Output);
    }

    private static string PassRateText(PassRate? rate) => rate is { } known
        ? $"{Figures.Percent(known.Rate)} ({Figures.Percent(known.Low)}–{Figures.Percent(known.High)})"
        : "–";

    private static List<SessionFigures> Read(CommandContext context)
    {
        var workspace = context.ExistingWorkspace;
        StartupRecovery.Run(context);
        var archive = new RunArchive(workspace, context.Time);
        var runs = archive.Read(RunFilter.All).Where(static run => run.SessionId is not null)
            .GroupBy(static run => run.SessionId!, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.ToList(), StringComparer.Ordinal);
        InvalidLines.Report(context, archive.LogPath, archive.Invalid);
        var started = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var happened in new SessionLog(workspace.Log("sessions"), context.Time).Read().Where(static happened => happened.Event == "started"))
            started.TryAdd(happened.SessionId, happened.Timestamp);
        return
        [
            .. started.Keys.Union(runs.Keys, StringComparer.Ordinal)
                .Select(session => SessionFigures.Of(session, started.TryGetValue(session, out var at) ? at : null, runs.GetValueOrDefault(session) ?? [])),
        ];
    }
}
