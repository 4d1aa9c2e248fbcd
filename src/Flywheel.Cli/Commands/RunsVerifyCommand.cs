using System.CommandLine;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Recovery;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs verify</c>.</summary>
internal static class RunsVerifyCommand
{
    private const int MostShown = 20;

    /// <summary>The command.</summary>
    public static Command Create(Host host) => new FlywheelCommand(
        "verify",
        "Checks that every record, draft, step, trace and delivered file is there and unchanged. Changes nothing; exit 1 when something is not.",
        new Example("flywheel runs verify", "what is wrong, line by line"),
        new Example("flywheel runs verify --json", "the whole report"))
        .Does(host, (context, _, cancellationToken) => Task.FromResult(Run(context, cancellationToken)));

    private static int Run(CommandContext context, CancellationToken cancellationToken)
    {
        var report = new RunVerification(context.ExistingWorkspace).Verify(cancellationToken);
        if (context.Json)
            context.Output.Json(report.ToJson());
        else
            Write(context.Output, report);
        return report.Ok ? ExitCode.Done : ExitCode.No;
    }

    private static void Write(TextOutput output, RunVerificationReport report)
    {
        var findings = Findings(report).ToList();
        foreach (var finding in findings.Take(MostShown))
            output.Line(SafeText.Line(finding));
        if (findings.Count > MostShown)
            output.Line($"… and {findings.Count - MostShown} more; --json shows all");
        var verdict = report.Ok ? output.Paint("ok", Tone.Good) : output.Paint("not ok", Tone.Bad);
        var running = report.StillRunning.Count > 0 ? $", {report.StillRunning.Count} still running" : "";
        output.Line($"{verdict}: {Figures.Plural(report.Records, "record")}{running}");
    }

    private static IEnumerable<string> Findings(RunVerificationReport report)
    {
        foreach (var line in report.InvalidLines)
            yield return $"unreadable line at byte {line.Offset}{(line.Explained ? " (nothing is lost by it)" : "")}: {line.Reason}";
        if (report.TornTail)
            yield return "the last line has no line break: a crash tore it; the next append closes it";
        foreach (var id in report.OpenJournals)
            yield return $"{id}: its process died; `flywheel runs recover` makes its record";
        foreach (var id in report.DuplicateRunIds)
            yield return $"{id}: has more than one record";
        foreach (var blob in report.MissingBlobs)
            yield return $"{blob.RunId}: blob {blob.Blob}: {blob.Reason}";
        foreach (var file in report.MissingSteps.Concat(report.MissingTraces).Concat(report.OutputChanged))
            yield return $"{file.RunId}: {file.Path}: {file.Reason}";
        foreach (var id in report.EmptyPass)
            yield return $"{id}: passed with an empty output";
    }
}
