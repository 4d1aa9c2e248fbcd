namespace Flywheel.Agents.Tests.Measures;

public class DepthTests
{
    private const string Dimension = "depth";

    [Fact]
    public void Definitions_alone_stay_below_4() => Items(
        "Prefetching means loading the next page into the cache early.",
        "Refreshing means loading an entry again before it expires.",
        "A snapshot is a copy of all entries of the cache.").Score.ShouldBeLessThan(4);

    [Fact]
    public void An_explanation_without_an_example_is_deeper_than_a_definition_and_stays_below_8() => Items(
        "Prefetching means loading the next page into the cache early. The page is there because the server reads ahead of the reader. Readers then turn pages without waiting for the disk of the server.",
        "Refreshing means loading an entry again before it expires. The entry stays fresh because it is replaced while it still counts. Readers then never meet an entry that has run out.",
        "A snapshot is a copy of all entries of the cache. It fills the cache early because it is read in one piece. Readers then find yesterday's pages when the server comes up.").Score.ShouldBeInRange(5, 8);

    [Fact]
    public void Reasons_examples_and_limits_in_every_section_score_8_or_more() => Draft.Of(Draft.Good).Measure(Dimension).Score.ShouldBeGreaterThanOrEqualTo(8);

    [Fact]
    public void One_line_bullets_stay_at_5_or_below()
    {
        const string Bullets = "- Load the next page early because readers turn pages.\n- Refresh entries, for example every 5 minutes.\n- Avoid this for entries that change, since 3 of 4 go stale.\n- Watch the misses of the cache per hour.";
        var measured = Items(Bullets, Bullets.Replace("page", "entry", StringComparison.Ordinal), Bullets.Replace("page", "snapshot", StringComparison.Ordinal));

        measured.Score.ShouldBeLessThanOrEqualTo(5);
        measured.Issues.ShouldContain(issue => issue.Contains("one-line bullets"));
    }

    [Theory]
    [InlineData("TODO: describe prefetching here.")]
    [InlineData("...")]
    [InlineData("")]
    public void A_stub_is_worth_nothing_and_is_named(string body)
    {
        var measured = Items(body, body, body);

        measured.Score.ShouldBeLessThanOrEqualTo(1);
        measured.Issues.ShouldContain("Depth: section \"1. Prefetch\" (line 5) is a stub.");
    }

    [Fact]
    public void Padding_adds_no_depth()
    {
        var plain = Items("Prefetching means loading the next page into the cache early.", "Refreshing means loading an entry again before it expires.", "A snapshot is a copy of all entries of the cache.");
        const string Filler = " It is important to note that this is a crucial aspect in today's world. There are many benefits, and success depends on quality.";
        var padded = Items(
            "Prefetching means loading the next page into the cache early." + Filler, "Refreshing means loading an entry again before it expires." + Filler, "A snapshot is a copy of all entries of the cache." + Filler);

        padded.Score.ShouldBe(plain.Score);
    }

    private static Flywheel.Agents.Measures.Measurement Items(string first, string second, string third) =>
        Draft.Of($"# Three ways\n\nA cold cache makes readers wait.\n\n## 1. Prefetch\n\n{first}\n\n## 2. Refresh\n\n{second}\n\n## 3. Snapshot\n\n{third}\n").Measure(Dimension);
}
