using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Inspection;

/// <summary>What a run came to, at its end: verdict, scores, tokens, paths, and what to do next.</summary>
internal static class RunSummary
{
    private const int LabelWidth = 9;

    /// <summary>Writes the summary: a panel on a terminal, lines otherwise.</summary>
    public static void Write(CommandContext context, RunRecord run)
    {
        var rows = Rows(context, run);
        if (context.Output.IsTerminal)
            SummaryPanel.Write(context.Output, Verdict(run), RunReport.ToneOf(run.Final), rows);
        else
            WriteLines(context.Output, run, rows);
    }

    private static void WriteLines(TextOutput output, RunRecord run, IReadOnlyList<(string Label, string Value)> rows)
    {
        output.Line(Verdict(run));
        foreach (var (label, value) in rows)
            output.Line($"  {label.PadRight(LabelWidth)} {value}");
    }

    private static string Verdict(RunRecord run)
    {
        var facts = new List<string>();
        if (run.FinalScore is { } score)
            facts.Add($"score {Figures.Score(score)}");
        if (run.WiggumRounds > 0)
            facts.Add(Figures.Plural(run.WiggumRounds, "round"));
        if (run.SelectedRound is { } round)
            facts.Add($"round {round} delivered");
        if (!run.Verified)
            facts.Add("not verified");
        return facts.Count == 0 ? run.Final ?? "" : $"{run.Final} · {string.Join(" · ", facts)}";
    }

    private static List<(string Label, string Value)> Rows(CommandContext context, RunRecord run)
    {
        var workspace = context.Workspace;
        var rows = new List<(string, string)>
        {
            ("run", run.RunId),
            ("task", SafeText.Line(run.Task, Math.Max(50, context.Output.Width - 16))),
        };
        if (run.Error is { } error)
            rows.Add(("error", SafeText.Line(error.Stage is { } stage ? $"{error.Type} in {stage}: {error.Message}" : $"{error.Type}: {error.Message}")));
        if (run.WiggumScores.Count > 0)
            rows.Add(("rounds", string.Join(" → ", run.WiggumScores.Select(static (score, i) => $"R{i + 1} {Figures.Score(score)}"))));
        rows.Add(("tokens", $"{Figures.Count(run.InputTokens + run.OutputTokens)} ({Figures.Count(run.InputTokens)} in, {Figures.Count(run.OutputTokens)} out)"));
        rows.Add(("time", Figures.Duration(run.RunDurationS)));
        if (run.CostUsd is { } cost)
            rows.Add(("cost", Figures.Usd(cost)));
        if (run.OutputPath is { } output)
            rows.Add(("output", $"{Shown(context, workspace, output)} ({Figures.Count(run.OutputBytes ?? 0)} bytes, {Figures.Plural(run.OutputLines ?? 0, "line")})"));
        if (run.TracePath is { } trace)
            rows.Add(("trace", Shown(context, workspace, trace)));
        rows.Add(("record", Shown(context, workspace, "data/runs.jsonl")));
        rows.Add(("next", Next(run)));
        return rows;
    }

    private static string Next(RunRecord run) => run.Final == "PASS"
        ? $"flywheel inspect · flywheel trace summary {run.RunId}"
        : $"flywheel inspect · flywheel runs show {run.RunId} --issues";

    /// <summary>A path of a record as the user can type it: relative to the working directory when it lies below.</summary>
    private static string Shown(CommandContext context, Workspace workspace, string recorded)
    {
        var full = workspace.PathOf(recorded);
        var relative = Path.GetRelativePath(context.Host.WorkingDirectory, full);
        return SafeText.Line(relative.StartsWith("..", StringComparison.Ordinal) ? full : relative);
    }
}
