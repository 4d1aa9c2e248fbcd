using System.Globalization;
using System.Text;
using Flywheel.Agents.Measures;
using Flywheel.Agents.Sources;
using FsCheck;
using FsCheck.Fluent;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

public class RobustnessTests
{
    public static TheoryData<string> HostileTexts =>
    [
        "empty", "white space", "only a title", "only headings", "only code", "an unclosed fence", "only a source list", "lone surrogates", "stacked marks",
        "right to left", "ideographs", "control characters", "one endless line", "one endless word", "backticks", "brackets", "citations and code on one line",
        "nested quotes", "emphasis", "a table", "every heading level", "numbers", "nothing but citations", "line breaks", "html", "very many sections",
    ];

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Any_text_is_measured_within_the_scale(string name)
    {
        var draft = SampleDocuments.Named("good-retries").Draft with { Text = Hostile(name) };

        var measurements = DocumentMeasures.Measure(draft);

        measurements.Select(measurement => measurement.Dimension).ShouldBe(DocumentMeasures.Dimensions);
        foreach (var measurement in measurements)
            ShouldBeOnTheScale(measurement);
        Composite.Of(measurements).ShouldBeLessThan(8);
    }

    [Fact]
    public void Every_string_is_measured_within_the_scale_and_twice_the_same()
    {
        var texts = ArbMap.Default.ArbFor<string>().Filter(text => text is not null);
        Prop.ForAll(texts, texts, (text, evidence) =>
        {
            var draft = Draft(text, evidence);
            var first = DocumentMeasures.Measure(draft);
            foreach (var measurement in first)
                ShouldBeOnTheScale(measurement);
            Render(DocumentMeasures.Measure(draft)).ShouldBe(Render(first));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pieces_of_Markdown_in_any_order_are_measured_within_the_scale()
    {
        string[] pieces = ["# T\n", "## A\n", "### B\n", "text ", "[1]", "[9, 2]", "\n", "\n\n", "```\n", "- ", "1. ", "> ", "| a | b |\n", "**", "`", "## Sources\n", "[1] x, lines 1–2 — T\n", "\ud800", "because ", "3,5 "];
        var texts = Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(texts, text =>
        {
            foreach (var measurement in DocumentMeasures.Measure(Draft(text, "A cache keeps [1] what was read. For example, 3 pages.")))
                ShouldBeOnTheScale(measurement);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_draft_without_evidence_is_measured()
    {
        var draft = SampleDocuments.Named("good-retries").Draft with { Evidence = [] };

        var scores = DocumentMeasures.Measure(draft).ToDictionary(measurement => measurement.Dimension, measurement => measurement.Score);

        scores["groundedness"].ShouldBeLessThan(2);
        scores["relevance"].ShouldBeGreaterThan(7);
    }

    [Fact]
    public void Ten_megabytes_are_measured()
    {
        var text = new StringBuilder();
        var good = SampleDocuments.Named("good-retries").Draft;
        while (text.Length < 10_000_000)
            text.Append(good.Text);

        foreach (var measurement in DocumentMeasures.Measure(good with { Text = text.ToString() }))
            ShouldBeOnTheScale(measurement);
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        var drafts = SampleDocuments.All.Select(document => document.Draft).ToArray();
        var expected = drafts.Select(draft => Render(DocumentMeasures.Measure(draft))).ToArray();
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = culture;
            drafts.Select(draft => Render(DocumentMeasures.Measure(draft))).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static DraftUnderTest Draft(string text, string evidence) => new()
    {
        Task = "Top 3 ways to keep a cache warm",
        TaskType = TaskType.Enumerated,
        ExpectedSections = 3,
        Text = text,
        Evidence = [new SourcePassage { Location = "corpus/a.md", Title = "Caches", StartLine = 1, EndLine = 2, Offset = 0, Text = evidence }],
        Harness = SampleDocuments.Harness,
    };

    private static string Hostile(string name) => name switch
    {
        "empty" => "",
        "white space" => " \n\t\r\n \u00A0\n",
        "only a title" => "# Best practices for retrying failed tool calls",
        "only headings" => string.Concat(Enumerable.Range(1, 500).Select(i => FormattableString.Invariant($"## Heading {i}\n"))),
        "only code" => "```python\n## not a heading\nprint('retry')\n```\n",
        "an unclosed fence" => "# T\n\n```\n## Retry\n\nRetries help because they repeat the call [1].\n",
        "only a source list" => "## Sources\n\n[1] corpus/a.md, lines 1–2 — T\n",
        "lone surrogates" => "# \ud800\n\n## \udc00 x\n\nA \ud83d retry \udfff because \ud800\ud800 [1].\n",
        "stacked marks" => "# T\n\n## Re" + new string('\u0301', 5000) + "try\n\nRetry" + new string('\u0336', 5000) + ".\n",
        "right to left" => "# \u202Eyrter\n\n## \u05D0\u05D1\u05D2\n\n\u05D0\u05D1\u05D2 \u0645\u0631\u062D\u0628\u0627. \u202Dretry\u202C.\n",
        "ideographs" => "# \u91CD\u8A66\n\n## \u5DE5\u5177\n\n" + string.Concat(Enumerable.Repeat("\u91CD\u8A66\u5931\u6557\u7684\u5DE5\u5177\u8ABF\u7528\u3002", 200)) + "\n",
        "control characters" => "# \0\u0001\u0002\n\n## \u0007\n\n\u001b[31mretry\u0000 call\u000b\u000c.\n",
        "one endless line" => "# T\n\n## A\n\n" + string.Concat(Enumerable.Repeat("retry the failed call because it helps, ", 25_000)),
        "one endless word" => "# T\n\n## A\n\n" + new string('a', 1_000_000),
        "backticks" => "# T\n\n## A\n\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => new string('`', 1 + (i % 40)) + "a ")),
        "brackets" => "# T\n\n## A\n\n" + new string('[', 200_000) + new string(']', 200_000),
        "citations and code on one line" => "# T\n\n## A\n\n" + string.Concat(Enumerable.Repeat("`a` retry [1] ", 20_000)),
        "nested quotes" => string.Concat(Enumerable.Range(1, 300).Select(i => new string('>', i) + " retry\n")),
        "emphasis" => "# T\n\n## A\n\n" + new string('*', 100_000) + "retry" + new string('_', 100_000),
        "a table" => "# T\n\n## A\n\n| a | b |\n|---|---|\n" + string.Concat(Enumerable.Repeat("| retry | 3 |\n", 5000)),
        "every heading level" => string.Concat(Enumerable.Range(0, 20_000).Select(i => new string('#', 1 + (i % 8)) + " x\n")),
        "numbers" => "# T\n\n## A\n\n" + string.Join(' ', Enumerable.Range(0, 20_000).Select(i => FormattableString.Invariant($"{i * 1.5:0.0}."))),
        "nothing but citations" => "# T\n\n## A\n\n" + string.Concat(Enumerable.Repeat("[1][2, 3][4-6] ", 10_000)),
        "line breaks" => new string('\n', 500_000) + "\r\r\r\u2028\u2029\u0085",
        "very many sections" => "# T\n\n" + string.Concat(Enumerable.Range(1, 50_000).Select(i => FormattableString.Invariant($"## Way{i}\n\nRetry call{i} because it failed{i % 300}.\n\n"))),
        "html" => string.Concat(Enumerable.Repeat("<div><!-- ", 5000)) + "retry" + string.Concat(Enumerable.Repeat(" --></div>", 5000)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such text."),
    };

    private static void ShouldBeOnTheScale(Measurement measurement)
    {
        measurement.Score.ShouldBeInRange(0, 10);
        ((decimal)measurement.Score * 10).ShouldBe(Math.Round((decimal)measurement.Score * 10), measurement.Dimension);
        measurement.Issues.ShouldAllBe(issue => issue.Length > 0);
    }

    private static string Render(IEnumerable<Measurement> measurements) => string.Join(
        '\n',
        measurements.Select(measurement => string.Create(CultureInfo.InvariantCulture, $"{measurement.Dimension} {measurement.Score} {string.Join('|', measurement.Issues)}")));
}
