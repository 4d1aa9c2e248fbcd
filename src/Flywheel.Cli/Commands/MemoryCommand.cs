using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Flywheel.Agents.Memory;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Harness.Keys;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel memory</c>: what runs left to be remembered.</summary>
internal static class MemoryCommand
{
    private const int DefaultLimit = 20;

    /// <summary>The command with its commands.</summary>
    public static Command Create(Host host) => new FlywheelCommand("memory", "Shows what earlier runs left to be remembered.")
    {
        List(host),
        Search(host),
        Show(host),
    };

    private static FlywheelCommand List(Host host)
    {
        var limit = Limit();
        return new FlywheelCommand(
            "list",
            "Lists memories, newest first. With --json one object per line.",
            new Example("flywheel memory list", "the newest twenty"))
            .Does(host, (context, parsed) => Write(context, Take(All(context), parsed.GetValue(limit)).Select(static memory => new RankedMemory(memory, double.NaN))), limit);
    }

    private static FlywheelCommand Search(Host host)
    {
        var words = new Argument<string[]>("WORDS") { Description = "A question or some words.", Arity = ArgumentArity.OneOrMore };
        var limit = Limit();
        return new FlywheelCommand(
            "search",
            "Finds memories as a run would: ranked by how well they fit and how good their run was.",
            new Example("flywheel memory search \"context window\"", "what a run about it would be shown"))
            .Does(
                host,
                (context, parsed) =>
                {
                    var most = parsed.GetValue(limit);
                    return Write(context, Store(context).Search(string.Join(' ', parsed.GetRequiredValue(words)), most <= 0 ? int.MaxValue : most));
                },
                words, limit);
    }

    private static FlywheelCommand Show(Host host)
    {
        var id = new Argument<string>("ID") { Description = "The memory's id, or the beginning of it." };
        return new FlywheelCommand(
            "show",
            "Shows a memory in full.",
            new Example("flywheel memory show m_20260410T143201_9c1e44ab", "its narrative, facts and tags"))
            .Does(host, (context, parsed) => ShowOne(context, parsed.GetRequiredValue(id)), id);
    }

    private static Option<int> Limit() => new("--limit") { Description = "At most so many; 0 for all.", HelpName = "N", DefaultValueFactory = static _ => DefaultLimit };

    private static MemoryStore Store(CommandContext context) => new(context.ExistingWorkspace.Log("memories"));

    private static IReadOnlyList<MemoryEntry> All(CommandContext context)
    {
        var invalid = new List<InvalidLine>();
        var memories = Store(context).All(invalid.Add);
        InvalidLines.Report(context, context.Workspace.Log("memories").FilePath, invalid);
        return memories;
    }

    private static IEnumerable<MemoryEntry> Take(IReadOnlyList<MemoryEntry> memories, int limit) => limit <= 0 ? memories : memories.Take(limit);

    private static int Write(CommandContext context, IEnumerable<RankedMemory> memories)
    {
        var found = memories.ToList();
        if (context.Json)
        {
            foreach (var memory in found)
                context.Output.Json(Json(memory).ToJsonString());
            return ExitCode.Done;
        }

        if (found.Count == 0)
        {
            context.Errors.Line("No memory.");
            return ExitCode.Done;
        }

        var ranked = !double.IsNaN(found[0].Rank);
        var table = new TextTable(
            new TableColumn("id"), new TableColumn("made"), new TableColumn("score", Alignment.Right), new TableColumn(ranked ? "rank" : "rated", Alignment.Right),
            new TableColumn("title", MaxCells: Math.Clamp(context.Output.Width - 75, 40, 80)));
        foreach (var (memory, rank) in found)
        {
            var last = ranked ? rank.ToString("0.00", CultureInfo.InvariantCulture) : memory.Quality.ToString("+0;-0;0", CultureInfo.InvariantCulture);
            table.Add(memory.Id, Figures.Moment(memory.Timestamp), Figures.Score(memory.FinalScore), last, memory.Title);
        }

        table.WriteTo(context.Output);
        return ExitCode.Done;
    }

    private static int ShowOne(CommandContext context, string id)
    {
        var memories = All(context);
        var starting = memories.Where(memory => memory.Id == id || id.Length >= 4 && memory.Id.StartsWith(id, StringComparison.Ordinal)).ToList();
        var memory = starting.Find(memory => memory.Id == id) ?? starting switch
        {
            [var only] => only,
            [] => throw new UserException($"There is no memory '{id}'.{NearestName.Hint(id, memories.Select(static memory => memory.Id))} See `flywheel memory list`."),
            _ => throw new UserException($"{starting.Count} memories begin with '{id}'. Write more of the id."),
        };
        if (context.Json)
        {
            context.Output.Json(Json(new RankedMemory(memory, double.NaN)).ToJsonString());
            return ExitCode.Done;
        }

        Write(context.Output, memory);
        return ExitCode.Done;
    }

    private static void Write(TextOutput output, MemoryEntry memory)
    {
        output.Line(output.Paint(SafeText.Line(memory.Title), Tone.Strong));
        output.Line($"{SafeText.Line(memory.Id)} · {Figures.Moment(memory.Timestamp)} · {SafeText.Line(memory.TaskType ?? "task")} · score {Figures.Score(memory.FinalScore)} · rated {memory.Quality.ToString("+0;-0;0", CultureInfo.InvariantCulture)}");
        if (memory.RunId is { } run)
            output.Line($"Run: {SafeText.Line(run)}");
        output.Line($"Task: {SafeText.Line(memory.Task)}");
        output.Line();
        output.Line(SafeText.Block(memory.Narrative));
        foreach (var fact in memory.Facts)
            output.Line($"- {SafeText.Line(fact)}");
        if (memory.Tags.Count > 0)
            output.Line($"Tags: {SafeText.Line(string.Join(", ", memory.Tags))}");
    }

    private static JsonObject Json(RankedMemory ranked)
    {
        var memory = ranked.Memory;
        var json = new JsonObject
        {
            ["id"] = memory.Id,
            ["run_id"] = memory.RunId,
            ["timestamp"] = UtcMilliseconds.Format(memory.Timestamp),
            ["task"] = memory.Task,
            ["task_type"] = memory.TaskType,
            ["title"] = memory.Title,
            ["narrative"] = memory.Narrative,
            ["facts"] = new JsonArray([.. memory.Facts.Select(static fact => (JsonNode)fact)]),
            ["tags"] = new JsonArray([.. memory.Tags.Select(static tag => (JsonNode)tag)]),
            ["final_score"] = memory.FinalScore,
            ["final"] = memory.Final,
            ["quality"] = memory.Quality,
        };
        if (!double.IsNaN(ranked.Rank))
            json["rank"] = ranked.Rank;
        return json;
    }
}
