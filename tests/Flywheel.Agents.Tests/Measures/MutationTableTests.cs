using System.Globalization;
using System.Text;
using Flywheel.Agents.Measures;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>Keeps the measured tables of docs/measures.md true. Set FLYWHEEL_UPDATE_GOLDEN=1 and run this class to write them anew.</summary>
public class MutationTableTests
{
    private const string Begin = "<!-- measured: begin -->\n";
    private const string End = "<!-- measured: end -->";

    // What the built-in model writes may change a little without the page becoming wrong.
    private const double Tolerance = 0.5;

    private static string PagePath => Path.Combine(SampleTasks.Root(), "docs", "measures.md");

    [Fact]
    public async Task The_documented_numbers_are_the_measured_ones()
    {
        var measured = await TablesAsync();
        var page = await File.ReadAllTextAsync(PagePath, TestContext.Current.CancellationToken);
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = page.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("FLYWHEEL_UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(PagePath, page[..from] + measured + page[to..], TestContext.Current.CancellationToken);
        else
            ShouldAgree(Cells(page[from..to]), Cells(measured));
    }

    [Fact]
    public async Task The_page_defines_every_mutation()
    {
        var page = await File.ReadAllTextAsync(PagePath, TestContext.Current.CancellationToken);
        foreach (var mutation in Mutation.All)
            page.ShouldContain($"| {mutation.Name} | {string.Join(", ", mutation.MustFall)} | {(mutation.Related.Length == 0 ? "–" : string.Join(", ", mutation.Related))} |");
    }

    private static async Task<string> TablesAsync()
    {
        var tasks = await SampleTasks.AllAsync();
        var text = new StringBuilder("\n| # | sample task |");
        foreach (var dimension in DocumentMeasures.Dimensions)
            text.Append(' ').Append(dimension).Append(" |");
        text.Append(" composite |\n|---|---|").Insert(text.Length, "---|", DocumentMeasures.Dimensions.Count + 1).Append('\n');
        for (var i = 0; i < tasks.Count; i++)
            AppendTask(text, i + 1, tasks[i]);

        text.Append("\n| damage |");
        for (var i = 0; i < tasks.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $" {i + 1} |");
        text.Append("\n|---|").Insert(text.Length, "---|", tasks.Count).Append('\n');
        foreach (var mutation in Mutation.All)
        {
            text.Append("| ").Append(mutation.Name).Append(" |");
            foreach (var task in tasks)
                text.Append(' ').Append(Cell(MutationTests.OutcomeFor(tasks, task.Id, mutation))).Append(" |");
            text.Append('\n');
        }

        return text.Append('\n').ToString();
    }

    private static void AppendTask(StringBuilder text, int number, SampleTask task)
    {
        var measured = DocumentMeasures.Measure(task.Draft);
        text.Append(CultureInfo.InvariantCulture, $"| {number} | {task.Draft.Task} |");
        foreach (var measurement in measured)
            text.Append(CultureInfo.InvariantCulture, $" {measurement.Score:0.0} |");
        text.Append(CultureInfo.InvariantCulture, $" {Composite.Of(measured):0.0} |\n");
    }

    private static string Cell(MutationOutcome outcome) =>
        outcome.Applied ? string.Create(CultureInfo.InvariantCulture, $"{outcome.Right:0.0} / {outcome.Unrelated:0.0}") : "–";

    private static string[] Cells(string tables) => [.. tables.Split('|', '/').Select(cell => cell.Trim())];

    private static void ShouldAgree(string[] written, string[] measured)
    {
        const string Refresh = "docs/measures.md is out of date; run this test with FLYWHEEL_UPDATE_GOLDEN=1";
        written.Length.ShouldBe(measured.Length, Refresh);
        for (var i = 0; i < written.Length; i++)
        {
            if (double.TryParse(written[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var said)
                && double.TryParse(measured[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var found))
            {
                said.ShouldBe(found, Tolerance, Refresh);
            }
            else
            {
                written[i].ShouldBe(measured[i], Refresh);
            }
        }
    }
}
