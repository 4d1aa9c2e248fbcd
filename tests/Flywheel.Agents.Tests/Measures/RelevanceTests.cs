namespace Flywheel.Agents.Tests.Measures;

public class RelevanceTests
{
    private const string Dimension = "relevance";

    [Fact]
    public void A_text_on_the_topic_scores_high() => Draft.Of(Draft.Good).Measure(Dimension).Score.ShouldBeGreaterThanOrEqualTo(9);

    [Fact]
    public void A_section_about_something_else_is_named()
    {
        var text = Draft.Good.Replace("## Sources", "## 4. Water the garden\n\nWater the beds early in the morning, because the sun dries wet leaves slowly then [5]. Tomatoes need 2 litres a day in July [5]. Roses want clay.\n\n## Sources", StringComparison.Ordinal);

        var measured = Draft.Of(text).Measure(Dimension);

        measured.Score.ShouldBeLessThan(9.5);
        measured.Issues.ShouldHaveSingleItem().ShouldBe("Relevance: section \"4. Water the garden\" (line 17) says little about the task's topic (cache, warm).");
    }

    [Fact]
    public void A_text_about_something_else_stays_below_4_whatever_its_title()
    {
        var text = SampleDocuments.Named("bad-offtopic").Draft.Text;
        var titled = "# Top 3 ways to keep a cache warm" + text[text.IndexOf('\n', StringComparison.Ordinal)..];

        Draft.Of(text).Measure(Dimension).Score.ShouldBeLessThan(4);
        Draft.Of(titled).Measure(Dimension).Score.ShouldBeLessThan(4);
    }

    [Fact]
    public void Evidence_about_something_else_does_not_make_a_text_relevant()
    {
        var offtopic = SampleDocuments.Named("bad-offtopic").Draft;

        (Draft.Of(offtopic.Text) with { Evidence = [Draft.Evidence[4]] }).Measure(Dimension).Score.ShouldBeLessThan(4);
    }

    [Fact]
    public void Without_evidence_the_task_s_own_words_decide()
    {
        (Draft.Of(Draft.Good) with { Evidence = [] }).Measure(Dimension).Score.ShouldBeGreaterThanOrEqualTo(6);
        (Draft.Of(SampleDocuments.Named("bad-offtopic").Draft.Text) with { Evidence = [] }).Measure(Dimension).Score.ShouldBeLessThan(2);
    }

    [Fact]
    public void Padding_neither_adds_nor_takes()
    {
        var padded = Draft.Good.Replace("at random [2].", "at random [2]. It is important to note that this is a crucial aspect.", StringComparison.Ordinal);

        Draft.Of(padded).Measure(Dimension).Score.ShouldBe(Draft.Of(Draft.Good).Measure(Dimension).Score);
    }
}
