using System.CommandLine;
using System.Text;
using Flywheel.Agents.Pipeline;
using Flywheel.Agents.Search;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Inspection;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Progress;
using Flywheel.Cli.Running;
using Flywheel.Cli.Telemetry;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Sessions;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel run TASK</c>: the main job.</summary>
internal static class RunCommand
{
    private const int MostWarnings = 10;

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        var task = new Argument<string[]>("TASK")
        {
            Description = "What is to be done, in words. `save to FILE.md` in it names the output, /deep, /cite and /panel ask for skills.",
            Arity = ArgumentArity.OneOrMore,
        };
        var corpus = Many("--corpus", "DIR", "A folder of documents to search (.md, .txt, .html, .json, .csv), or one document. Repeatable. Default: search.corpus of config.yaml, else the workspace's corpus folder, else samples/corpus.");
        var harness = One("--harness", "NAME[@VERSION]", "The harness. Default: defaults.harness of config.yaml, else research.");
        var model = One("--model", "M", "The model of every role: embedded, provider:name, or an alias of config.yaml.");
        var evaluator = One("--evaluator", "M", "The model that judges.");
        var planner = One("--planner", "M", "The model that plans.");
        var output = One("--out", "FILE", "Where the output goes; wins over a path in the task. Default: outputs/RUN_ID.md of the workspace.");
        var session = One("--session", "NAME", "The session the run belongs to. Default: HARNESS_SESSION_ID.");
        var skill = Many("--skill", "NAME", "Ask for a skill: deep, cite or panel. Repeatable.");
        var tac = One("--tac-hours", "H", "Hours a person would need, for leverage. Default: HARNESS_TAC_HOURS, else an estimate.");
        var noVerify = new Option<bool>("--no-verify") { Description = "Deliver the first draft unverified; the record says so and the run counts in no pass rate." };
        var noMemory = new Option<bool>("--no-memory") { Description = "Neither read nor write memories." };
        return new FlywheelCommand(
            "run",
            "Does a task: plans, searches, writes, verifies, revises, delivers a document with its sources, and records everything.",
            new Example("flywheel run \"Top 5 ways to keep an agent's context small\" --corpus samples/corpus", "with the built-in model, from a folder of documents"),
            new Example("flywheel run \"Best practices for tool design and save to tools.md\" --corpus docs --skill cite", "to a file of your choice, with every claim attributed"),
            new Example("flywheel run \"How do judges drift?\" --corpus papers --model ollama:qwen3:32b --session judges", "with a real model, as part of a session"))
            .Does(
                host,
                (context, parsed, cancellationToken) => RunAsync(
                    context,
                    new RunSettings
                    {
                        Task = string.Join(' ', parsed.GetValue(task) ?? []),
                        Corpus = parsed.GetValue(corpus) ?? [],
                        Harness = parsed.GetValue(harness),
                        Model = parsed.GetValue(model),
                        Evaluator = parsed.GetValue(evaluator),
                        Planner = parsed.GetValue(planner),
                        Out = parsed.GetValue(output),
                        Session = parsed.GetValue(session),
                        Skills = parsed.GetValue(skill) ?? [],
                        TacHours = parsed.GetValue(tac),
                        NoVerify = parsed.GetValue(noVerify),
                        NoMemory = parsed.GetValue(noMemory),
                    },
                    cancellationToken),
                task, corpus, harness, model, evaluator, planner, output, session, skill, tac, noVerify, noMemory);
    }

    private static async Task<int> RunAsync(CommandContext context, RunSettings settings, CancellationToken cancellationToken)
    {
        var run = await new RunPreparation(settings, context).PrepareAsync(cancellationToken);
        using var crew = run.Crew;
        using var export = OtlpExport.Start(context);
        WarnOf(run.Corpus, context);
        StartupRecovery.Run(context);
        if (run.Session is { } session)
            new SessionLog(context.Workspace.Log("sessions"), context.Time).Start(session);
        var display = DisplayOf(context, run.Task);
        var memory = settings.NoMemory ? MemoryUse.Off : MemoryUse.On;
        var result = await RunExecution.RunAsync(run, memory, display, context, cancellationToken);
        return Report(context, result);
    }

    private static IRunDisplay DisplayOf(CommandContext context, string task) => context.Errors.CanRedraw
        ? new LiveDisplay(context.Errors, context.Time, task)
        : new PlainDisplay(context.Errors, context.Time);

    private static void WarnOf(CorpusSearch corpus, CommandContext context)
    {
        foreach (var warning in corpus.Warnings.Take(MostWarnings))
            context.Warn($"{SafeText.Line(warning.Path)} was left out: {SafeText.Line(warning.Reason)}");
        if (corpus.Warnings.Count > MostWarnings)
            context.Warn($"{corpus.Warnings.Count - MostWarnings} more files were left out");
    }

    private static int Report(CommandContext context, RunResult result)
    {
        var record = result.Record;
        if (context.Json)
            context.Output.Json(Encoding.UTF8.GetString(RecordExporter.ToLine(record, RecordShape.Flywheel)));
        else
            RunSummary.Write(context, record);
        if (result.Failure is { } failure)
            return FailureReport.Write(context, failure, record.RunId);
        return record.Final switch { RunOutcome.Pass => ExitCode.Done, RunOutcome.Fail => ExitCode.No, _ => ExitCode.Outside };
    }

    private static Option<string?> One(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static Option<string[]> Many(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore };
}
