using Flywheel.Agents.Sources;
using Flywheel.Harness.Directives;

namespace Flywheel.Agents.Tests.Measures;

public class CompletenessTests
{
    private const string Dimension = "completeness";

    private static readonly string Second = Draft.Good[Draft.Good.IndexOf("## 2.", StringComparison.Ordinal)..Draft.Good.IndexOf("## 3.", StringComparison.Ordinal)];

    [Fact]
    public void A_missing_item_holds_the_score_at_4_and_is_counted()
    {
        var measured = Draft.Of(Draft.Good.Replace(Second, "", StringComparison.Ordinal)).Measure(Dimension);

        measured.Score.ShouldBeLessThanOrEqualTo(4);
        measured.Issues.ShouldContain("Completeness: the task asks for 3 items; the document has 2 different ones.");
    }

    [Fact]
    public void An_item_said_twice_does_not_stand_for_a_missing_one()
    {
        var third = Draft.Good[Draft.Good.IndexOf("## 3.", StringComparison.Ordinal)..Draft.Good.IndexOf("## Sources", StringComparison.Ordinal)];

        Draft.Of(Draft.Good.Replace(third, Second.Replace("## 2. Refresh before expiry", "## 3. Again", StringComparison.Ordinal), StringComparison.Ordinal)).Measure(Dimension)
            .Issues.ShouldContain(issue => issue.Contains("has 2 different ones"));
    }

    [Fact]
    public void A_heading_inside_a_fence_is_no_item()
    {
        var text = Draft.Good.Replace("## Sources", "```\n## 4. not an item\n```\n\n## Sources", StringComparison.Ordinal);

        Draft.Of(text).Measure(Dimension).Score.ShouldBe(Draft.Of(Draft.Good).Measure(Dimension).Score);
    }

    [Fact]
    public void A_section_that_a_rule_requires_is_no_item()
    {
        var text = Draft.Good.Replace("## Sources", "## When to stop\n\nStop warming when misses stay rare for a week without it, since every way costs disk reads.\n\n## Sources", StringComparison.Ordinal);

        Draft.Of(text, new RequiredSection("When to stop", SectionScope.Document)).Measure(Dimension).Issues.ShouldNotContain(issue => issue.Contains("asks for 3 items"));
        Draft.Of(text).Measure(Dimension).Issues.ShouldContain(issue => issue.Contains("asks for 3 items"));
    }

    [Fact]
    public void What_the_evidence_offers_and_the_document_leaves_out_is_named()
    {
        var measured = (Draft.Of(Draft.Good.Replace(Second, "", StringComparison.Ordinal)) with { ExpectedSections = null, TaskType = TaskType.Research }).Measure(Dimension);

        measured.Issues.ShouldContain(issue => issue.Contains("Keeping a cache warm § Refresh before expiry says is left out"));
    }

    [Fact]
    public void A_term_of_the_task_that_is_never_treated_is_named()
    {
        var draft = Draft.Of(Draft.Good) with { Task = "Top 3 ways to keep a cache warm in a datacentre" };

        draft.Measure(Dimension).Issues.ShouldContain("Completeness: the task asks about \"datacentre\", which the text never mentions.");
    }

    [Fact]
    public void A_text_that_breaks_off_is_noticed()
    {
        var measured = Draft.Of(Draft.Good[..(Draft.Good.IndexOf("becomes stale", StringComparison.Ordinal) + 7)]).Measure(Dimension);

        measured.Issues.ShouldContain("Completeness: the text breaks off in section \"2. Refresh before expiry\" (line 9).");
    }

    [Fact]
    public void A_text_about_something_else_completes_nothing() =>
        Draft.Of(SampleDocuments.Named("bad-offtopic").Draft.Text).Measure(Dimension).Score.ShouldBeLessThanOrEqualTo(2);
}
