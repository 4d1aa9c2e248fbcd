using System.Globalization;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Inspection;

/// <summary>Runs as rows.</summary>
internal static class RunTable
{
    /// <summary>Writes runs, one per row.</summary>
    public static void Write(TextOutput output, IEnumerable<RunRecord> runs)
    {
        var table = new TextTable(
            new TableColumn("run"),
            new TableColumn("started"),
            new TableColumn("result"),
            new TableColumn("score", Alignment.Right),
            new TableColumn("rounds"),
            new TableColumn("time", Alignment.Right),
            new TableColumn("in tokens", Alignment.Right),
            new TableColumn("out tokens", Alignment.Right),
            new TableColumn("task", MaxCells: output.IsTerminal ? Math.Clamp(output.Width - 100, 30, 80) : 120));
        foreach (var run in runs)
        {
            table.Add(
                run.RunId,
                Figures.Moment(run.Timestamp),
                new TableCell(run.Final ?? "–", RunReport.ToneOf(run.Final)),
                Figures.Score(run.FinalScore),
                Rounds(run),
                Figures.Duration(run.RunDurationS),
                Figures.Count(run.InputTokens),
                Figures.Count(run.OutputTokens),
                run.Task);
        }

        table.WriteTo(output);
    }

    private static string Rounds(RunRecord run) => run.WiggumScores.Count == 0
        ? "–"
        : string.Join('→', run.WiggumScores.Select(static score => score?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–"));
}
