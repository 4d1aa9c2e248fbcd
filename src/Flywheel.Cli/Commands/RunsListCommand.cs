using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Inspection;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs list</c>.</summary>
internal static class RunsListCommand
{
    private const int DefaultLimit = 20;

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        var filter = new RunFilterOptions();
        var limit = new Option<int?>("--limit") { Description = $"At most so many, the newest; 0 for all. Default {DefaultLimit}, with --json all.", HelpName = "N" };
        var fields = new Option<string?>("--fields") { Description = "Only these fields of the records, separated by commas; labels.KEY for a label.", HelpName = "A,B" };
        return new FlywheelCommand(
            "list",
            "Lists runs, newest first.",
            new Example("flywheel runs list", "the last 20"),
            new Example("flywheel runs list --final FAIL --since 7d", "what failed in the last week"),
            new Example("flywheel runs list --min-score 8 --text \"context\" --json", "records as lines of JSON"),
            new Example("flywheel runs list --fields run_id,final_score --limit 0", "two columns of all runs"))
            .Does(host, (context, parsed) => Run(context, filter.Read(parsed, context), parsed.GetValue(limit), parsed.GetValue(fields)), [.. filter.All, limit, fields]);
    }

    private static int Run(CommandContext context, RunFilter filter, int? limit, string? fields)
    {
        if (limit < 0)
            throw new UserException($"--limit is {limit}: a number from 0 (all) is expected.");
        var names = fields?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names is { Length: 0 })
            throw new UserException("--fields names no field. Give names of record fields, for example run_id,final,final_score.");
        var archive = new RunArchive(context.ExistingWorkspace, context.Time);
        StartupRecovery.Run(context);
        var most = limit ?? (context.Json ? 0 : DefaultLimit);
        var found = 0;
        var matching = archive.Read(filter).Select(run =>
        {
            found++;
            return run;
        });
        var runs = most == 0 ? matching.ToList() : [.. matching.TakeLast(most)];
        runs.Reverse();
        InvalidLines.Report(context, archive.LogPath, archive.Invalid);
        Write(context, runs, names);
        if (!context.Json && found > runs.Count)
            context.Errors.Line($"{runs.Count} of {Figures.Count(found)} runs; --limit 0 shows all");
        return ExitCode.Done;
    }

    private static void Write(CommandContext context, List<RunRecord> runs, string[]? fields)
    {
        if (context.Json)
        {
            foreach (var run in runs)
                context.Output.Json(fields is null ? Encoding.UTF8.GetString(Line(run)) : Selected(run, fields).ToJsonString());
        }
        else if (runs.Count == 0)
        {
            context.Errors.Line("No run matches.");
        }
        else if (fields is null)
        {
            RunTable.Write(context.Output, runs);
        }
        else
        {
            WriteFields(context, runs, fields);
        }
    }

    private static void WriteFields(CommandContext context, List<RunRecord> runs, string[] fields)
    {
        var table = new TextTable([.. fields.Select(static field => new TableColumn(SafeText.Line(field)))]);
        foreach (var run in runs)
        {
            var selected = Selected(run, fields);
            table.Add([.. fields.Select(field => new TableCell(Text(selected[field])))]);
        }

        table.WriteTo(context.Output);
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "–",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static JsonObject Selected(RunRecord run, string[] fields)
    {
        var record = JsonNode.Parse(Line(run))!.AsObject();
        var selected = new JsonObject();
        foreach (var field in fields)
        {
            JsonNode? value = record;
            foreach (var part in field.Split('.'))
                value = (value as JsonObject)?[part];
            selected[field] = value?.DeepClone();
        }

        return selected;
    }

    private static byte[] Line(RunRecord run) => RecordExporter.ToLine(run, RecordShape.Flywheel);
}
