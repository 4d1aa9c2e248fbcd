using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Inspection;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Blobs;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs show</c>: one run, or one part of it.</summary>
internal static class RunsShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        var id = new Argument<string>("RUN_ID") { Description = "The run's id, or the beginning of it." };
        var output = new Option<bool>("--output") { Description = "The delivered text, as it was recorded." };
        var draft = new Option<int?>("--draft") { Description = "The text of a round.", HelpName = "ROUND" };
        var issues = new Option<bool>("--issues") { Description = "What the evaluators said, round by round." };
        var steps = new Option<bool>("--steps") { Description = "Every model call, tool call, guard and decision." };
        var step = new Option<int?>("--step") { Description = "The whole texts of a step.", HelpName = "N" };
        return new FlywheelCommand(
            "show",
            "Shows a run, or one part of it. With --json the record, or the steps as lines.",
            new Example("flywheel runs show 20260410T143201_9c1e44ab", "as inspect does"),
            new Example("flywheel runs show 20260410T143201_9c1e44ab --issues", "why the rounds scored what they scored"),
            new Example("flywheel runs show 20260410T143201_9c1e44ab --draft 1 > draft.md", "a draft that was not delivered"),
            new Example("flywheel runs show 20260410T143201_9c1e44ab --step 3", "the prompt and the answer of a model call"))
            .Does(
                host,
                (context, parsed) =>
                {
                    var archive = new RunArchive(context.ExistingWorkspace, context.Time);
                    StartupRecovery.Run(context);
                    var run = archive.Find(parsed.GetRequiredValue(id));
                    if (parsed.GetValue(output))
                        WriteText(context, run.OutputBlob ?? throw new UserException($"The run {run.RunId} delivered no text."));
                    else if (parsed.GetValue(draft) is { } round)
                        WriteText(context, DraftOf(run, round));
                    else if (parsed.GetValue(issues))
                        WriteIssues(context, run);
                    else if (parsed.GetValue(step) is { } number)
                        WriteStep(context, run, number);
                    else if (parsed.GetValue(steps))
                        WriteSteps(context, run);
                    else if (context.Json)
                        context.Output.Json(Encoding.UTF8.GetString(RecordExporter.ToLine(run, RecordShape.Flywheel)));
                    else
                        RunReport.Write(context.Output, run, RunDetails.Of(run, context.Workspace));
                    return ExitCode.Done;
                },
                id, output, draft, issues, steps, step);
    }

    private static string DraftOf(RunRecord run, int round) =>
        run.Drafts.FirstOrDefault(draft => draft.Round == round)?.Blob
        ?? throw new UserException(run.Drafts.Count == 0
            ? $"The run {run.RunId} kept no draft."
            : $"The run {run.RunId} has no round {round}; it has {string.Join(", ", run.Drafts.Select(static draft => draft.Round))}.");

    /// <summary>Writes a text: verbatim into a file or pipe, made safe on a terminal.</summary>
    private static void WriteText(CommandContext context, string blob)
    {
        var text = TextOf(context.Workspace, blob);
        if (context.Json)
            context.Output.Json(JsonValue.Create(text).ToJsonString());
        else if (context.Output.IsTerminal)
            context.Output.Line(SafeText.Block(text));
        else
            context.Output.Writer.Write(text);
    }

    private static string TextOf(Workspace workspace, string blob)
    {
        try
        {
            return BlobId.TryParse(blob, out var id) ? workspace.Blobs.ReadText(id) : throw new UserException($"'{blob}' is no blob.");
        }
        catch (InvalidDataException changed)
        {
            throw new UserException($"{changed.Message} See `flywheel runs verify`.", changed);
        }
    }

    private static void WriteIssues(CommandContext context, RunRecord run)
    {
        if (run.WiggumFeedback.Count == 0)
            context.Errors.Line("No round was evaluated.");
        foreach (var round in run.WiggumFeedback)
        {
            var score = run.WiggumScores.ElementAtOrDefault(round.Round - 1);
            context.Output.Line($"Round {round.Round}: {Figures.Score(score)} (by {SafeText.Line(round.Evaluator)})");
            foreach (var issue in round.Issues)
                context.Output.Line($"  - {SafeText.Line(issue)}");
            if (round.Feedback.Length > 0)
                context.Output.Line($"  {SafeText.Line(round.Feedback)}");
        }
    }

    private static void WriteSteps(CommandContext context, RunRecord run)
    {
        var lines = Steps(context, run).ToList();
        if (context.Json)
        {
            foreach (var line in lines)
                context.Output.Json(line.ToJsonString());
            return;
        }

        var table = new TextTable(
            new TableColumn("step", Alignment.Right), new TableColumn("stage"), new TableColumn("kind"), new TableColumn("name", MaxCells: 40),
            new TableColumn("model", MaxCells: 30), new TableColumn("tokens", Alignment.Right), new TableColumn("time", Alignment.Right), new TableColumn("error", MaxCells: 60));
        foreach (var step in lines)
        {
            var tokens = Number(step, "input_tokens") + Number(step, "output_tokens");
            table.Add(
                Text(step, "seq"), Text(step, "stage"), Text(step, "kind"), Text(step, "name"), Text(step, "model"),
                tokens > 0 ? Figures.Count((long)tokens) : "", Figures.Duration(Number(step, "ms") / 1000), new TableCell(Text(step, "error"), Tone.Bad));
        }

        table.WriteTo(context.Output);
    }

    private static void WriteStep(CommandContext context, RunRecord run, int number)
    {
        var wanted = number.ToString(CultureInfo.InvariantCulture);
        var step = Steps(context, run).FirstOrDefault(step => Text(step, "seq") == wanted)
            ?? throw new UserException($"The run {run.RunId} has no step {number}; it has {run.Steps}. See --steps.");
        if (context.Json)
        {
            step["args"] = Text(step, "args_blob") is { Length: > 0 } args ? TextOf(context.Workspace, args) : null;
            step["result"] = Text(step, "result_blob") is { Length: > 0 } result ? TextOf(context.Workspace, result) : null;
            context.Output.Json(step.ToJsonString());
            return;
        }

        context.Output.Line($"Step {number}: {SafeText.Line($"{Text(step, "stage")} · {Text(step, "kind")} {Text(step, "name")}")}");
        foreach (var (title, key) in ((string, string)[])[("Asked", "args_blob"), ("Answered", "result_blob")])
        {
            if (Text(step, key) is not { Length: > 0 } blob)
                continue;
            context.Output.Line();
            context.Output.Line($"── {title} ──");
            context.Output.Line(SafeText.Block(TextOf(context.Workspace, blob)));
        }
    }

    private static IEnumerable<JsonObject> Steps(CommandContext context, RunRecord run)
    {
        if (run.StepsPath is not { } path)
            throw new UserException($"The run {run.RunId} has no steps.");
        foreach (var line in LogReader.Read(context.Workspace.PathOf(path)))
        {
            JsonObject? step = null;
            try
            {
                step = JsonNode.Parse(line.Bytes.Span) as JsonObject;
            }
            catch (JsonException problem)
            {
                context.Warn($"a step at byte {line.Offset} of {path} can not be read: {problem.Message}");
            }

            if (step is not null)
                yield return step;
        }
    }

    private static string Text(JsonObject step, string key) => step[key] is not { } value
        ? ""
        : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static double Number(JsonObject step, string key) => step[key] is JsonValue value && value.TryGetValue<double>(out var number) ? number : 0;
}
