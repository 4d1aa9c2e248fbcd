using System.Text;

namespace Flywheel.Cli.Terminal;

/// <summary>
/// Rows of cells under headers. On a terminal it is drawn by Spectre.Console; piped it is plain aligned text with one row per line, for <c>grep</c> and
/// <c>awk</c>. Cells are made safe here. Used by one thread.
/// </summary>
internal sealed class TextTable
{
    private const int Gap = 2;

    private readonly TableColumn[] _columns;
    private readonly List<TableCell[]> _rows = [];

    /// <summary>A table with these columns.</summary>
    public TextTable(params TableColumn[] columns) => _columns = columns;

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row; missing cells are empty.</summary>
    public void Add(params TableCell[] cells) =>
        _rows.Add([.. _columns.Select((column, i) => i < cells.Length ? cells[i] with { Text = SafeText.Line(cells[i].Text, column.MaxCells) } : default)]);

    /// <summary>Writes the table.</summary>
    public void WriteTo(TextOutput output)
    {
        if (output.IsTerminal)
            TerminalTable.Write(output, _columns, _rows);
        else
            WriteAligned(output);
    }

    private void WriteAligned(TextOutput output)
    {
        var widths = _columns.Select((column, i) => Math.Max(CellWidth.Of(column.Header), _rows.Select(row => CellWidth.Of(row[i].Text ?? "")).DefaultIfEmpty().Max())).ToArray();
        output.Line(Aligned([.. _columns.Select(static column => column.Header)], widths));
        foreach (var row in _rows)
            output.Line(Aligned([.. row.Select(static cell => cell.Text ?? "")], widths));
    }

    private string Aligned(string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            var padding = new string(' ', widths[i] - CellWidth.Of(cells[i]));
            line.Append(_columns[i].Alignment == Alignment.Right ? padding + cells[i] : cells[i] + padding);
            line.Append(' ', Gap);
        }

        return line.ToString().TrimEnd();
    }
}

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Its name.</param>
/// <param name="Alignment">Where its cells stand.</param>
/// <param name="MaxCells">Longer texts are cut.</param>
internal sealed record TableColumn(string Header, Alignment Alignment = Alignment.Left, int MaxCells = 200);

/// <summary>A cell of a <see cref="TextTable"/>.</summary>
/// <param name="Text">The text; made safe and cut when it is added.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct TableCell(string? Text, Tone Tone = Tone.Plain)
{
    public static implicit operator TableCell(string? text) => new(text);
}

/// <summary>Where text stands in its column.</summary>
internal enum Alignment
{
    /// <summary>Text.</summary>
    Left,

    /// <summary>Numbers.</summary>
    Right,
}
