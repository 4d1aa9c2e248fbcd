using System.Text;

namespace Flywheel.Agents.Tests.Measures;

public class StructureTests
{
    private const string Dimension = "structure";

    [Fact]
    public void A_well_built_document_scores_10_without_an_issue()
    {
        var measured = Draft.Of(Draft.Good).Measure(Dimension);

        measured.Score.ShouldBe(10);
        measured.Issues.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("# Three ways to keep a cache warm\n\n", "", "does not begin with a title")]
    [InlineData("## 2. Refresh", "#### 2. Refresh", "skips a heading level")]
    [InlineData("## 2. Refresh", "# 2. Refresh", "is a second title")]
    [InlineData("70 per cent [3]", "70 per cent [7]", "[7] is cited but not in the list of sources")]
    [InlineData("[4] corpus", "[3] corpus", "numbers repeat in the list of sources")]
    [InlineData("[4] corpus", "corpus", "do not begin with [n]")]
    [InlineData("## Sources\n", "```\ncache.warm()\n\n## Sources\n", "is never closed")]
    [InlineData("## 3. Load", "## 4. Nothing\n\n## 3. Load", "is empty")]
    public void A_defect_lowers_the_score_and_is_named(string from, string to, string issue)
    {
        var measured = Draft.Of(Draft.Good.Replace(from, to, StringComparison.Ordinal)).Measure(Dimension);

        measured.Score.ShouldBeLessThan(10);
        measured.Issues.ShouldContain(text => text.Contains(issue), string.Join('\n', measured.Issues));
    }

    [Fact]
    public void A_heading_inside_a_fence_is_none()
    {
        var text = Draft.Good.Replace("## Sources", "```\n# not a title\n#### nor a heading\n```\n\n## Sources", StringComparison.Ordinal);

        Draft.Of(text).Measure(Dimension).Score.ShouldBe(10);
    }

    [Fact]
    public void A_missing_lead_is_noted()
    {
        var lead = Draft.Good[Draft.Good.IndexOf("A cold", StringComparison.Ordinal)..Draft.Good.IndexOf("## 1.", StringComparison.Ordinal)];

        Draft.Of(Draft.Good.Replace(lead, "", StringComparison.Ordinal)).Measure(Dimension).Issues.ShouldHaveSingleItem().ShouldContain("no lead");
    }

    [Fact]
    public void A_section_said_twice_costs_2_or_more_and_both_places_are_named()
    {
        var second = Draft.Good[Draft.Good.IndexOf("## 2.", StringComparison.Ordinal)..Draft.Good.IndexOf("## 3.", StringComparison.Ordinal)];
        var text = Draft.Good.Replace("## Sources", second.Replace("## 2. Refresh before expiry", "## Once more", StringComparison.Ordinal) + "## Sources", StringComparison.Ordinal);

        var measured = Draft.Of(text).Measure(Dimension);

        measured.Score.ShouldBeLessThanOrEqualTo(8);
        measured.Issues.ShouldContain("Structure: section \"Once more\" (line 17) repeats section \"2. Refresh before expiry\" (line 9).");
    }

    [Fact]
    public void Headings_that_differ_by_their_number_alone_are_two()
    {
        var text = Draft.Good.Replace("## 1. Prefetch the next page", "## Step 1", StringComparison.Ordinal).Replace("## 2. Refresh before expiry", "## Step 2", StringComparison.Ordinal);

        Draft.Of(text).Measure(Dimension).Issues.ShouldNotContain(issue => issue.Contains("repeats"));
    }

    [Fact]
    public void Headings_over_the_wrong_text_are_noticed()
    {
        var text = Draft.Good.Replace("## 1. Prefetch the next page", "## X", StringComparison.Ordinal).Replace("## 2. Refresh before expiry", "## 1. Prefetch the next page", StringComparison.Ordinal)
            .Replace("## 3. Load a snapshot at the start", "## 2. Refresh before expiry", StringComparison.Ordinal).Replace("## X", "## 3. Load a snapshot at the start", StringComparison.Ordinal);

        var measured = Draft.Of(text).Measure(Dimension);

        measured.Score.ShouldBeLessThan(9.5);
        measured.Issues.ShouldContain("Structure: headings name what stands in other sections.");
    }

    [Fact]
    public void Sentences_against_the_order_of_their_source_are_noticed()
    {
        var lines = Draft.Good.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split("]. ") is { Length: 3 } sentences)
                lines[i] = $"{sentences[2][..^1]}. {sentences[1]}]. {sentences[0]}].";
        }

        var measured = Draft.Of(string.Join('\n', lines)).Measure(Dimension);

        measured.Score.ShouldBeLessThanOrEqualTo(8);
        measured.Issues.ShouldContain(issue => issue.Contains("against the order of their source"));
    }

    [Fact]
    public void A_wall_of_text_is_noted()
    {
        var wall = new StringBuilder();
        for (var i = 0; i < 30; i++)
            wall.Append("Prefetching loads the next page before a reader asks for it [2]. ");

        Draft.Of(Draft.Good.Replace("Prefetching does not help", wall + "Prefetching does not help", StringComparison.Ordinal)).Measure(Dimension)
            .Issues.ShouldContain(issue => issue.Contains("words without a break"));
    }

    [Fact]
    public void Text_in_another_language_holds_the_score_at_3()
    {
        const string Sentence = "Ein warmer Zwischenspeicher beantwortet jede Anfrage schneller, weil die Seiten schon vorher geladen wurden. ";
        var text = "# Drei Wege\n\n" + Sentence + "\n\n## Vorher laden\n\n" + Sentence + Sentence + "\n\n## Auffrischen\n\n" + Sentence + Sentence;

        Draft.Of(text).Measure(Dimension).Score.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void An_item_far_shorter_than_the_others_is_noted()
    {
        var text = Draft.Good.Replace(" For example, a reader of 40 pages waits once instead of 40 times [2]. Prefetching does not help when readers jump around at random [2].", "", StringComparison.Ordinal)
            .Replace("Prefetching loads the next page before a reader asks for it, so the reader finds it in the cache [2].", "Prefetching loads the next page early [2].", StringComparison.Ordinal);

        Draft.Of(text).Measure(Dimension).Issues.ShouldHaveSingleItem().ShouldContain("is far shorter than others");
    }
}
