namespace Flywheel.Agents.Tests.Measures;

public class GroundednessTests
{
    private const string Dimension = "groundedness";

    [Fact]
    public void Claims_that_say_what_their_sources_say_score_high_without_an_issue()
    {
        var measured = Draft.Of(Draft.Good).Measure(Dimension);

        measured.Score.ShouldBeGreaterThanOrEqualTo(9.5);
        measured.Issues.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("40 times [2]", "41 times [2]", "the number 41")]
    [InlineData("70 per cent [3]", "70.5 per cent [3]", "the number 70.5")]
    [InlineData("a server with a snapshot", "a server by Fujitsu with a snapshot", "the name Fujitsu")]
    public void A_number_or_name_that_no_passage_holds_costs_more_than_1_and_is_named_with_its_line(string from, string to, string named)
    {
        var before = Draft.Of(Draft.Good).Measure(Dimension);
        var after = Draft.Of(Draft.Good.Replace(from, to, StringComparison.Ordinal)).Measure(Dimension);

        (before.Score - after.Score).ShouldBeGreaterThan(1);
        after.Issues.ShouldHaveSingleItem().ShouldContain(named);
        after.Issues[0].ShouldMatch("line [0-9]+");
    }

    [Fact]
    public void A_number_of_another_passage_is_not_what_the_cited_one_says()
    {
        var after = Draft.Of(Draft.Good.Replace("40 times [2]", "300 times [2]", StringComparison.Ordinal)).Measure(Dimension);

        after.Issues.ShouldHaveSingleItem().ShouldContain("the number 300, which its sources do not hold");
    }

    [Fact]
    public void A_number_in_words_is_the_same_number()
    {
        var after = Draft.Of(Draft.Good.Replace("differ in what they cost [1]", "differ in cost, and 3 of them are enough [1]", StringComparison.Ordinal)).Measure(Dimension);

        after.Issues.ShouldBeEmpty();
    }

    [Fact]
    public void A_claim_without_a_citation_is_counted_where_it_stands()
    {
        var text = Draft.Good.Replace("at random [2].", "at random.", StringComparison.Ordinal).Replace("40 times [2].", "40 times.", StringComparison.Ordinal).Replace("the cache [2].", "the cache.", StringComparison.Ordinal);

        var measured = Draft.Of(text).Measure(Dimension);

        measured.Score.ShouldBeLessThan(9);
        measured.Issues.ShouldHaveSingleItem().ShouldBe("Groundedness: section \"1. Prefetch the next page\" (line 5) has 3 claims without a citation.");
    }

    [Fact]
    public void A_citation_at_the_end_of_a_paragraph_stands_for_the_paragraph()
    {
        var text = Draft.Good.Replace("the cache [2]. For example", "the cache. For example", StringComparison.Ordinal).Replace("40 times [2].", "40 times.", StringComparison.Ordinal);

        Draft.Of(text).Measure(Dimension).Score.ShouldBeGreaterThanOrEqualTo(9);
    }

    [Fact]
    public void A_citation_of_an_entry_that_is_not_among_the_evidence_grounds_nothing()
    {
        var text = Draft.Good.Replace("corpus/caches.md", "corpus/elsewhere.md", StringComparison.Ordinal);

        var measured = Draft.Of(text).Measure(Dimension);

        measured.Score.ShouldBeLessThan(5);
        measured.Issues.ShouldContain(issue => issue.Contains("cites what is not among the evidence"));
    }

    [Fact]
    public void Lines_beside_those_of_a_passage_do_not_resolve() =>
        Draft.Of(Draft.Good.Replace("lines 14–16", "lines 17–19", StringComparison.Ordinal)).Measure(Dimension).Score.ShouldBeLessThan(8);

    [Fact]
    public void Without_a_source_list_the_numbers_count_the_passages()
    {
        var text = Draft.Good[..Draft.Good.IndexOf("## Sources", StringComparison.Ordinal)];

        Draft.Of(text).Measure(Dimension).Score.ShouldBeGreaterThanOrEqualTo(9.5);
    }

    [Fact]
    public void A_text_that_says_nothing_is_not_grounded() => Draft.Of("# T\n\nThings are important.").Measure(Dimension).Score.ShouldBe(0);
}
