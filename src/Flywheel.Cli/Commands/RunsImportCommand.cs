using System.CommandLine;
using System.Text.Json.Nodes;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Logs;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs import</c>.</summary>
internal static class RunsImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        var file = new Argument<string>("FILE") { Description = "A file of one record per line, in any of the published shapes." };
        return new FlywheelCommand(
            "import",
            "Appends the records of a file to the log: ids verbatim, secrets taken out, runs that are there already left out.",
            new Example("flywheel runs import old/runs.jsonl", "may be repeated: nothing is imported twice"))
            .Does(host, (context, parsed, cancellationToken) => Task.FromResult(Run(context, parsed.GetRequiredValue(file), cancellationToken)), file);
    }

    private static int Run(CommandContext context, string file, CancellationToken cancellationToken)
    {
        var path = context.PathOf(file);
        if (Directory.Exists(path) || !File.Exists(path))
            throw new UserException($"{file} is no file. Name a file of records, one JSON object per line.");
        RefuseUnreadable(path, file);
        var report = new RecordImport(context.Workspace.Runs).Import(path, cancellationToken);
        if (context.Json)
            context.Output.Json(Json(report).ToJsonString());
        else
            Write(context, report);
        return report.Imported + report.Duplicates == 0 && report.InvalidLines.Count > 0 ? ExitCode.BadInput : ExitCode.Done;
    }

    private static void RefuseUnreadable(string path, string named)
    {
        try
        {
            using var readable = File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{named} can not be read: {error.Message}", error);
        }
    }

    private static void Write(CommandContext context, ImportReport report)
    {
        context.Output.Line($"{Figures.Plural(report.Imported, "run")} imported, {Figures.Count(report.Duplicates)} known already, {Figures.Plural(report.InvalidLines.Count, "line")} unreadable");
        foreach (var line in report.InvalidLines.Take(5))
            context.Warn($"byte {line.Offset}: {SafeText.Line(line.Reason, 200)}");
        if (report.Notes.Count > 0)
            context.Errors.Line($"{Figures.Plural(report.Notes.Count, "field")} tolerated; the first at byte {report.Notes[0].Offset}: {SafeText.Line(report.Notes[0].Reason, 200)}");
    }

    private static JsonObject Json(ImportReport report) => new()
    {
        ["imported"] = report.Imported,
        ["duplicates"] = report.Duplicates,
        ["invalid_lines"] = Lines(report.InvalidLines),
        ["notes"] = Lines(report.Notes),
    };

    private static JsonArray Lines(IReadOnlyList<InvalidLine> lines) =>
        [.. lines.Select(static line => (JsonNode)new JsonObject { ["offset"] = line.Offset, ["reason"] = line.Reason })];
}
