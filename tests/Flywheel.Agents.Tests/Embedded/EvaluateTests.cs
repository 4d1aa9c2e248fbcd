using System.Text.Json;
using System.Text.RegularExpressions;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Harness.Specs;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

public sealed partial class EvaluateTests
{
    private const string CacheTask = "Top 3 ways to keep a cache warm";

    private static readonly string[] Dimensions = ["relevance", "completeness", "depth", "groundedness", "specificity", "structure"];

    private static readonly string Good = Synthesize.Answer(SynthesisOf(CacheTask, Caches));

    [Fact]
    public void A_good_draft_scores_high_on_every_dimension()
    {
        var answer = Judge(Good);

        foreach (var dimension in Dimensions)
            Score(answer, dimension).ShouldBeGreaterThanOrEqualTo(7, dimension);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(6.3)]
    [InlineData(2.9)]
    [InlineData(0)]
    public void No_score_lies_more_than_half_a_point_above_the_measured_value(double measured)
    {
        var answer = Judge(Good, Dimensions.ToDictionary(dimension => dimension, _ => measured));

        foreach (var dimension in Dimensions)
            Score(answer, dimension).ShouldBeLessThanOrEqualTo(measured + 0.5, dimension);
    }

    [Fact]
    public void Scores_come_in_half_points_for_exactly_the_dimensions_of_the_rubric()
    {
        var weights = new Dictionary<string, double> { ["depth"] = 0.5, ["originality"] = 0.5 };
        var request = Request(Good, new Dictionary<string, double> { ["depth"] = 9, ["originality"] = 4.4 }) with
        {
            Harness = HarnessWith() with { Verify = new VerifySpec { Weights = weights } },
        };

        var answer = Parse(Evaluate.Answer(request));

        answer.EnumerateObject().Select(member => member.Name).ShouldBe(["depth", "originality", "issues", "feedback", "tac_hours"]);
        Score(answer, "originality").ShouldBe(4);
        (Score(answer, "depth") * 2 % 1).ShouldBe(0);
    }

    [Fact]
    public void Missing_citations_lower_groundedness_and_the_issue_names_section_and_sentence()
    {
        var answer = Judge(CitationMark().Replace(Good, ""));

        Score(answer, "groundedness").ShouldBe(0);
        Issues(answer).ShouldContain(issue => issue.Contains("Refresh before expiry", StringComparison.Ordinal) && issue.Contains("cites nothing for \"Refresh each", StringComparison.Ordinal));
        Score(answer, "depth").ShouldBe(Score(Judge(Good), "depth"));
    }

    [Fact]
    public void A_citation_of_a_passage_that_says_something_else_is_found()
    {
        var answer = Judge(Good.Replace("Refresh each cache entry shortly before it expires [3]", "Refresh each cache entry shortly before it expires [6]", StringComparison.Ordinal));

        Issues(answer).ShouldContain(issue => issue.Contains("cites sources that do not say", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_number_of_sections_lowers_completeness()
    {
        var answer = Parse(Evaluate.Answer(Request(Good, []) with { ExpectedSections = 6 }));

        Score(answer, "completeness").ShouldBe(5);
        Issues(answer).ShouldContain("Completeness: the draft has 3 content sections where 6 are asked for.");
    }

    [Fact]
    public void A_repeated_section_is_named_with_what_it_repeats()
    {
        var section = Good[Good.IndexOf("## 1.", StringComparison.Ordinal)..Good.IndexOf("## 2.", StringComparison.Ordinal)];

        var answer = Judge(Good.Replace("## 2.", section.Replace("1.", "4.", StringComparison.Ordinal) + "## 2.", StringComparison.Ordinal));

        Issues(answer).ShouldContain(issue => issue.Contains("repeats section 1", StringComparison.Ordinal));
        Score(answer, "structure").ShouldBeLessThan(Score(Judge(Good), "structure"));
    }

    [Fact]
    public void A_section_about_something_else_lowers_relevance()
    {
        var answer = Judge(Good.Replace("## Sources", "## 4. Brew tea\n\nPour hot water over the leaves.\n\n## Sources", StringComparison.Ordinal));

        Score(answer, "relevance").ShouldBeLessThan(Score(Judge(Good), "relevance"));
        Issues(answer).ShouldContain(issue => issue.StartsWith("Relevance: section 4 (\"Brew tea\")", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no headings at all")]
    [InlineData("```\n## not a section\n```")]
    [InlineData("# T\n\n## A\n\n## B\n")]
    public void Any_draft_is_judged(string draft)
    {
        var answer = Judge(draft);

        foreach (var dimension in Dimensions)
            Score(answer, dimension).ShouldBeInRange(0, 10);
        Issues(answer).ShouldNotBeEmpty();
    }

    private static JsonElement Judge(string draft, Dictionary<string, double>? measured = null) => Parse(Evaluate.Answer(Request(draft, measured ?? [])));

    private static EvaluateRequest Request(string draft, Dictionary<string, double> measured)
    {
        var reading = TaskReading.Of(CacheTask);
        return new EvaluateRequest
        {
            Task = CacheTask,
            Harness = HarnessWith(),
            TaskType = TaskType.Enumerated,
            ExpectedSections = reading.ExpectedCount,
            Draft = draft,
            Evidence = Caches,
            Measured = measured,
            MeasuredIssues = [],
        };
    }

    private static JsonElement Parse(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.Clone();
    }

    private static double Score(JsonElement answer, string dimension) => answer.GetProperty(dimension).GetDouble();

    private static string[] Issues(JsonElement answer) => [.. answer.GetProperty("issues").EnumerateArray().Select(issue => issue.GetString()!)];

    [GeneratedRegex(@" \[[0-9, ]+\](?=[.;,])", RegexOptions.None, 1000)]
    private static partial Regex CitationMark();
}
