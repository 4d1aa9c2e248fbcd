using System.CommandLine;
using Flywheel.Cli.Archive;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Inspection;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Files;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel trace</c>: where the time of a run went.</summary>
internal static class TraceCommand
{
    private const string BeginEnd = "be";
    private const string Complete = "x";

    /// <summary>The command with its commands.</summary>
    public static Command Create(Host host) => new FlywheelCommand("trace", "Validates, summarises, opens and exports traces.")
    {
        Validate(host),
        Summary(host),
        Open(host),
        Export(host),
    };

    private static FlywheelCommand Validate(Host host)
    {
        var which = Which();
        return new FlywheelCommand(
            "validate",
            "Checks a trace: strict JSON, required keys, exact nesting, lane names, stages that add up to the run. Exit 1 when it is not sound.",
            new Example("flywheel trace validate 20260410T143201_9c1e44ab", "the trace of a run"),
            new Example("flywheel trace validate other.trace.json --json", "any file"))
            .Does(host, (context, parsed) => Validate(context, PathOf(context, parsed.GetValue(which))), which);
    }

    private static FlywheelCommand Summary(Host host)
    {
        var which = Which();
        return new FlywheelCommand(
            "summary",
            "Says what a run waited for: stages, the bottleneck with its cause and the setting to change, lanes, the critical path.",
            new Example("flywheel trace summary", "the last run"),
            new Example("flywheel trace summary 20260410T143201_9c1e44ab --json", "for a machine"))
            .Does(host, (context, parsed) => Summarize(context, PathOf(context, parsed.GetValue(which))), which);
    }

    private static FlywheelCommand Open(Host host)
    {
        var which = Which();
        return new FlywheelCommand(
            "open",
            "Says where a trace is and how to look at it with Perfetto or Speedscope. Sends nothing anywhere.",
            new Example("flywheel trace open", "the last run"))
            .Does(host, (context, parsed) => ShowHow(context, PathOf(context, parsed.GetValue(which))), which);
    }

    private static FlywheelCommand Export(Host host)
    {
        var which = Which();
        var format = new Option<string>("--format") { Description = "be: begin and end pairs (B/E); x: complete events (X), as on disk.", HelpName = "F", DefaultValueFactory = static _ => BeginEnd };
        var output = new Option<string?>("--out") { Description = "Where to; stdout when left out.", HelpName = "FILE" };
        return new FlywheelCommand(
            "export",
            "Writes a trace in another form.",
            new Example("flywheel trace export 20260410T143201_9c1e44ab --format be --out pairs.json", "for viewers that want begin and end pairs"))
            .Does(host, (context, parsed) => Write(context, PathOf(context, parsed.GetValue(which)), parsed.GetValue(format)!, parsed.GetValue(output)), which, format, output);
    }

    private static Argument<string?> Which() => new("RUN_ID|FILE")
    {
        Description = "A run by its id or the beginning of it, or a trace file. Default: the last run.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static string PathOf(CommandContext context, string? which)
    {
        if (which is not null && File.Exists(context.PathOf(which)))
            return context.PathOf(which);
        if (which?.Contains('/', StringComparison.Ordinal) == true)
            throw new UserException($"There is no file {which}.");
        var workspace = context.ExistingWorkspace;
        var archive = new RunArchive(workspace, context.Time);
        var run = which is not null
            ? archive.Find(which)
            : archive.Last(1, RunFilter.All) is [var last] ? last : throw new UserException($"There is no run in {context.WorkspaceRoot} yet.");
        if (run.TracePath is not { } trace)
            throw new UserException($"The run {run.RunId} has no trace.");
        var path = workspace.PathOf(trace);
        return File.Exists(path) ? path : throw new UserException($"The trace of run {run.RunId} is missing ({path}). See `flywheel runs verify`.");
    }

    private static int Validate(CommandContext context, string path)
    {
        var validation = TraceValidator.Validate(path);
        if (context.Json)
        {
            context.Output.Json(validation.ToJson());
            return validation.Ok ? ExitCode.Done : ExitCode.No;
        }

        foreach (var error in validation.Errors)
            context.Output.Line($"{context.Output.Paint("error", Tone.Bad)}: {SafeText.Line(error)}");
        foreach (var warning in validation.Warnings)
            context.Output.Line($"{context.Output.Paint("warning", Tone.Warning)}: {SafeText.Line(warning)}");
        var verdict = validation.Ok ? context.Output.Paint("ok", Tone.Good) : context.Output.Paint("not sound", Tone.Bad);
        context.Output.Line($"{verdict}: {Figures.Plural(validation.Events, "event")}, {Figures.Plural(validation.Spans, "span")}, {Figures.Plural(validation.Lanes.Count, "lane")}");
        return validation.Ok ? ExitCode.Done : ExitCode.No;
    }

    private static int Summarize(CommandContext context, string path)
    {
        var summary = Read(() => TraceSummary.Of(path));
        if (context.Json)
            context.Output.Json(summary.ToJson());
        else
            TraceReport.Write(context.Output, summary);
        return ExitCode.Done;
    }

    private static int ShowHow(CommandContext context, string path)
    {
        if (context.Json)
        {
            context.Output.Json(new System.Text.Json.Nodes.JsonObject
            {
                ["path"] = path,
                ["viewers"] = new System.Text.Json.Nodes.JsonArray("https://ui.perfetto.dev", "https://www.speedscope.app"),
            }.ToJsonString());
            return ExitCode.Done;
        }

        context.Output.Line($"Trace: {SafeText.Line(path)} ({Figures.Bytes(new FileInfo(path).Length)})");
        context.Output.Line();
        context.Output.Line("Perfetto:   open https://ui.perfetto.dev in a browser, choose \"Open trace file\" and pick the file.");
        context.Output.Line("            The page reads it in the browser; it is not uploaded.");
        context.Output.Line("Speedscope: open https://www.speedscope.app, or run `npx speedscope FILE`, and drop the file on the page.");
        context.Output.Line("Here:       flywheel trace summary " + SafeText.Line(Path.GetFileName(path).Split('.')[0]));
        return ExitCode.Done;
    }

    private static int Write(CommandContext context, string path, string format, string? output)
    {
        if (format is not (BeginEnd or Complete))
            throw new UserException($"--format is '{format}': be or x is expected.");
        using var content = new MemoryStream();
        if (format == BeginEnd)
            _ = Read(() => { TraceExporter.WriteBeginEnd(path, content); return true; });
        else
            content.Write(File.ReadAllBytes(path));
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (output is null)
        {
            context.Output.Json(System.Text.Encoding.UTF8.GetString(bytes));
            return ExitCode.Done;
        }

        var target = Running.OutputTarget.Check(context.PathOf(output), output, context.WorkspaceRoot);
        AtomicFile.Write(target, bytes);
        context.Errors.Line($"Written: {SafeText.Line(target)}");
        return ExitCode.Done;
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException unsound)
        {
            throw new UserException($"{unsound.Message} See `flywheel trace validate`.", unsound);
        }
    }
}
