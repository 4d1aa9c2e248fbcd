using Flywheel.Cli.Terminal;
using Spectre.Console;

namespace Flywheel.Cli.Inspection;

/// <summary>Draws the end of a run as a panel.</summary>
internal static class SummaryPanel
{
    /// <summary>Draws safe texts.</summary>
    public static void Write(TextOutput output, string verdict, Tone tone, IReadOnlyList<(string Label, string Value)> rows)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var (label, value) in rows)
            grid.AddRow(new Text(label, SpectreConsole.StyleOf(Tone.Quiet)), new Text(value));
        var panel = new Panel(grid)
        {
            Header = new PanelHeader($" {Markup.Escape(verdict)} "),
            Border = BoxBorder.Rounded,
            BorderStyle = SpectreConsole.StyleOf(tone),
        };
        SpectreConsole.On(output).Write(panel);
    }
}
