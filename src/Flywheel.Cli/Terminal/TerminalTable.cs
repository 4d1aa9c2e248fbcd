using Spectre.Console;

namespace Flywheel.Cli.Terminal;

/// <summary>Draws a <see cref="TextTable"/> on a terminal. The only user of Spectre.Console's tables, so that piped output never loads it.</summary>
internal static class TerminalTable
{
    /// <summary>Draws rows whose cells are safe already.</summary>
    public static void Write(TextOutput output, IReadOnlyList<TableColumn> columns, IReadOnlyList<TableCell[]> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.BorderColor(Color.Grey);
        foreach (var column in columns)
        {
            var header = new Spectre.Console.TableColumn(new Text(column.Header, new Style(decoration: Decoration.Bold))) { NoWrap = column != columns[^1] };
            table.AddColumn(column.Alignment == Alignment.Right ? header.RightAligned() : header);
        }

        foreach (var row in rows)
            table.AddRow(row.Select(static cell => new Text(cell.Text ?? "", SpectreConsole.StyleOf(cell.Tone))));
        SpectreConsole.On(output).Write(table);
    }
}
