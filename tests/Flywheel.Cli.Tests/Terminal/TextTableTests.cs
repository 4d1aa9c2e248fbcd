using Flywheel.Cli.Inspection;
using Flywheel.Cli.Terminal;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Terminal;

public sealed class TextTableTests
{
    [Fact]
    public void A_piped_table_is_aligned_text_with_one_row_per_line()
    {
        Written(TerminalCapability.None).ShouldBe("name     tokens\na             1\n漢字      1,000\nb c␛[1m       7\n");
    }

    [Fact]
    public void A_table_on_a_terminal_has_borders_and_the_same_cells()
    {
        var text = Written(TerminalCapability.Plain);

        text.ShouldContain("│ name");
        text.ShouldContain("1,000");
        text.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Markup_in_a_cell_is_text()
    {
        var writer = new StringWriter();
        var table = new TextTable(new TableColumn("x"));
        table.Add("[red]not markup[/] [unclosed");
        table.WriteTo(new TextOutput(writer, TerminalCapability.Color, (100, 40)));

        writer.ToString().ShouldContain("[red]not markup[/] [unclosed");
    }

    [Fact]
    public void A_long_cell_is_cut()
    {
        var writer = new StringWriter();
        var table = new TextTable(new TableColumn("x", MaxCells: 5), new TableColumn("y"));
        table.Add("abcdefgh");
        table.WriteTo(new TextOutput(writer, TerminalCapability.None, (100, 40)));

        writer.ToString().ShouldBe("x      y\nabcd…\n");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public void A_row_of_runs_is_one_line_at_any_width(int width)
    {
        var writer = new StringWriter();
        RunTable.Write(new TextOutput(writer, TerminalCapability.Plain, (width, 40)), [SampleRuns.Passed(), SampleRuns.Broken()]);

        var lines = writer.ToString().TrimEnd().Split('\n');
        lines.Length.ShouldBe(6);
        lines.ShouldAllBe(line => CellWidth.Of(line.TrimEnd()) <= width);
        lines[3].ShouldContain(SampleRuns.PassId);
    }

    private static string Written(TerminalCapability capability)
    {
        var writer = new StringWriter();
        var table = new TextTable(new TableColumn("name"), new TableColumn("tokens", Alignment.Right));
        table.Add("a", "1");
        table.Add("漢字", "1,000");
        table.Add("b c\u001b[1m", new TableCell("7", Tone.Bad));
        table.WriteTo(new TextOutput(writer, capability, (100, 40)));
        return writer.ToString();
    }
}
