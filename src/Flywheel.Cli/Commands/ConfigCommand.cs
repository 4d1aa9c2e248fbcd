using System.CommandLine;
using System.Text.Json.Nodes;
using Flywheel.Agents.Configuration;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Settings;
using Flywheel.Cli.Terminal;
using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Specs;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel config</c>.</summary>
internal static class ConfigCommand
{
    /// <summary>The command with its commands.</summary>
    public static Command Create(Host host) => new FlywheelCommand("config", "Shows and checks the configuration. docs/configuration.md explains every key.")
    {
        new FlywheelCommand(
            "show",
            "Shows what is in effect and where it comes from. Keys are never shown, only whether they are set.",
            new Example("flywheel config show", "as a table"),
            new Example("flywheel config show --json", "for a machine"))
            .Does(host, static (context, _) => Show(context)),
        new FlywheelCommand(
            "check",
            "Checks config.yaml, the default harness, the default models and the corpus folders. Sends nothing. Exit 2 when something is wrong.",
            new Example("flywheel config check", "every mistake with line and column"))
            .Does(host, static (context, _) => Check(context)),
    };

    private static int Show(CommandContext context)
    {
        var settings = ResolvedSettings.Of(ConfigLoader.Load(context.WorkspaceRoot), context);
        if (context.Json)
        {
            var lines = settings.Select(static setting => (JsonNode)new JsonObject { ["key"] = setting.Key, ["value"] = setting.Value, ["origin"] = setting.Origin });
            context.Output.Json(new JsonObject { ["workspace"] = context.WorkspaceRoot, ["settings"] = new JsonArray([.. lines]) }.ToJsonString());
            return ExitCode.Done;
        }

        var table = new TextTable(new TableColumn("setting"), new TableColumn("value", MaxCells: 120), new TableColumn("from"));
        foreach (var setting in settings)
            table.Add(setting.Key, setting.Value ?? "–", new TableCell(setting.Origin, setting.Origin == "default" ? Tone.Quiet : Tone.Plain));
        table.WriteTo(context.Output);
        return ExitCode.Done;
    }

    private static int Check(CommandContext context)
    {
        var path = Path.Combine(context.WorkspaceRoot, WorkspaceConfig.FileName);
        var problems = Problems(context);
        if (context.Json)
        {
            context.Output.Json(new JsonObject
            {
                ["ok"] = problems.Count == 0,
                ["path"] = path,
                ["exists"] = File.Exists(path),
                ["problems"] = new JsonArray([.. problems.Select(static problem => (JsonNode)problem)]),
            }.ToJsonString());
        }
        else if (problems.Count == 0)
        {
            context.Output.Line(File.Exists(path) ? $"{context.Output.Paint("ok", Tone.Good)}: {SafeText.Line(path)}" : $"{context.Output.Paint("ok", Tone.Good)}: there is no {SafeText.Line(path)}; the defaults are in effect");
        }
        else
        {
            foreach (var problem in problems)
                context.Errors.Line(context.Errors.Paint("error: ", Tone.Bad) + SafeText.Block(problem));
        }

        return problems.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static List<string> Problems(CommandContext context)
    {
        var problems = new List<string>();
        WorkspaceConfig? config = null;
        if (!Try(() => config = ConfigLoader.Load(context.WorkspaceRoot)) || config is null)
            return problems;
        Try(() => Crew.Catalogue(config, context).Dispose());
        HarnessSpec? harness = null;
        Try(() => harness = new HarnessCatalogue(Path.Combine(context.WorkspaceRoot, "harnesses")).Find(config.Defaults.Harness).Spec);
        foreach (var model in new[] { config.Defaults.Producer, config.Defaults.Evaluator, config.Defaults.Planner }.OfType<string>().Distinct(StringComparer.Ordinal))
            Try(() => TryModel(model, config, context, harness ?? new HarnessSpec { Name = config.Defaults.Harness }));
        foreach (var folder in config.Search.Corpus.Where(static folder => !Directory.Exists(folder) && !File.Exists(folder)))
            problems.Add($"config.yaml: search.corpus: there is no folder {folder}.");
        return problems;

        bool Try(Action check)
        {
            try
            {
                check();
                return true;
            }
            catch (Exception error) when (Failure.Of(error).ExitCode == ExitCode.BadInput)
            {
                problems.AddRange(error.Message.Split('\n').Where(line => !problems.Contains(line, StringComparer.Ordinal)));
                return false;
            }
        }
    }

    private static void TryModel(string model, WorkspaceConfig config, CommandContext context, HarnessSpec harness)
    {
        using var catalogue = Crew.Catalogue(config, context);
        using var client = catalogue.Open(model, harness.Retry);
    }
}
