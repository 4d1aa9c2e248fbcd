using System.Globalization;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Inspection;

/// <summary>Runs as rows. A narrow terminal shows fewer columns, so that no row is broken; a pipe gets all.</summary>
internal static class RunTable
{
    private const int Border = 3;
    private const int LeastTask = 24;
    private const int MostTask = 120;

    // In the order in which they are given up when there is no room: last first.
    private static readonly Column[] Columns =
    [
        new(0, 24, new TableColumn("run"), static run => run.RunId),
        new(2, 6, new TableColumn("result"), static run => new TableCell(run.Final ?? "–", RunReport.ToneOf(run.Final))),
        new(3, 5, new TableColumn("score", Alignment.Right), static run => Figures.Score(run.FinalScore)),
        new(1, 19, new TableColumn("started"), static run => Figures.Moment(run.Timestamp)),
        new(5, 10, new TableColumn("time", Alignment.Right), static run => Figures.Duration(run.RunDurationS)),
        new(4, 11, new TableColumn("rounds"), Rounds),
        new(7, 10, new TableColumn("out tokens", Alignment.Right), static run => Figures.Count(run.OutputTokens)),
        new(6, 9, new TableColumn("in tokens", Alignment.Right), static run => Figures.Count(run.InputTokens)),
    ];

    /// <summary>Writes runs, one per row.</summary>
    public static void Write(TextOutput output, IEnumerable<RunRecord> runs)
    {
        var chosen = Fitting(output, out var taskCells).OrderBy(static column => column.Place).ToList();
        var table = new TextTable([.. chosen.Select(static column => column.Header), new TableColumn("task", MaxCells: taskCells)]);
        foreach (var run in runs)
            table.Add([.. chosen.Select(column => column.Cell(run)), run.Task]);
        table.WriteTo(output);
    }

    private static List<Column> Fitting(TextOutput output, out int taskCells)
    {
        taskCells = MostTask;
        if (!output.IsTerminal)
            return [.. Columns];
        var chosen = new List<Column>();
        var room = output.Width - LeastTask - Border - 1;
        foreach (var column in Columns.TakeWhile(column => (room -= column.Cells + Border) >= 0))
            chosen.Add(column);
        taskCells = Math.Clamp(output.Width - Border - 1 - chosen.Sum(static column => column.Cells + Border), LeastTask, MostTask);
        return chosen;
    }

    private static TableCell Rounds(RunRecord run) => run.WiggumScores.Count == 0
        ? "–"
        : string.Join('→', run.WiggumScores.Select(static score => score?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–"));

    private sealed record Column(int Place, int Cells, TableColumn Header, Func<RunRecord, TableCell> Cell);
}
