using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Json;
using Flywheel.Tracing.Labels;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs label</c>.</summary>
internal static class RunsLabelCommand
{
    private const int MostKeyCharacters = 64;
    private const int MostValueCharacters = 2000;

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        var id = new Argument<string>("RUN_ID") { Description = "The run's id, or the beginning of it." };
        var labels = new Argument<string[]>("KEY=VALUE") { Description = "What to say of it; KEY= takes a label back.", Arity = ArgumentArity.OneOrMore };
        return new FlywheelCommand(
            "label",
            "Says something of a run that its record does not: latest wins. outcome=success or outcome=failure overrides the result for attribution.",
            new Example("flywheel runs label 20260410T143201_9c1e44ab outcome=failure", "a person judged it otherwise"),
            new Example("flywheel runs label 20260410T143201_9c1e44ab reviewed=yes topic=memory", "any keys"))
            .Does(host, (context, parsed) => Run(context, parsed.GetRequiredValue(id), parsed.GetRequiredValue(labels)), id, labels);
    }

    private static int Run(CommandContext context, string id, string[] labels)
    {
        var read = labels.Select(Read).ToList();
        var archive = new RunArchive(context.ExistingWorkspace, context.Time);
        var run = archive.Find(id);
        var log = new LabelLog(context.Workspace.Log("labels"), context.Time);
        var actor = Actor.Of(context);
        foreach (var (key, value) in read)
        {
            var label = log.Append(run.RunId, key, value, actor);
            if (context.Json)
                context.Output.Json(Json(label).ToJsonString());
            else
                context.Output.Line(value is null ? $"{run.RunId}: {SafeText.Line(key)} taken back" : $"{run.RunId}: {SafeText.Line(key)} = {SafeText.Line(value)}");
        }

        return ExitCode.Done;
    }

    private static (string Key, string? Value) Read(string text)
    {
        var mark = text.IndexOf('=', StringComparison.Ordinal);
        if (mark <= 0)
            throw new UserException($"'{text}' is no label: KEY=VALUE is expected, for example outcome=failure.");
        var (key, value) = (text[..mark].Trim(), text[(mark + 1)..].Trim());
        if (key.Length > MostKeyCharacters || !key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            throw new UserException($"'{key}' is no label key: at most {MostKeyCharacters} letters, digits, '_', '-' and '.' are expected.");
        if (value.Length > MostValueCharacters)
            throw new UserException($"The value of '{key}' has {value.Length} characters; the limit is {MostValueCharacters}.");
        if (key == "outcome" && value is not ("" or "success" or "failure"))
            throw new UserException($"outcome is '{value}': success or failure is expected.");
        return (key, value.Length == 0 ? null : value);
    }

    private static JsonObject Json(Label label) => new()
    {
        ["run_id"] = label.RunId,
        ["key"] = label.Key,
        ["value"] = label.Value is { ValueKind: not JsonValueKind.Null } value ? JsonNode.Parse(value.GetRawText()) : null,
        ["actor"] = label.Actor,
        ["timestamp"] = UtcMilliseconds.Format(label.Timestamp),
    };
}
