using System.Text.RegularExpressions;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Harness.Directives;
using Flywheel.Storage.Text;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

public sealed partial class ReviseTests
{
    private const string CacheTask = "Top 3 ways to keep a cache warm";

    private static readonly string Good = Synthesize.Answer(SynthesisOf(CacheTask, Caches));

    public static TheoryData<string> SampleTasks => SampleEvidence.Tasks;

    [Fact]
    public void A_draft_that_nothing_can_improve_comes_back_unchanged() =>
        Revise.Answer(RevisionOf(CacheTask, Caches, Good)).ShouldBe(Good);

    [Theory]
    [MemberData(nameof(SampleTasks))]
    public async Task Revising_twice_changes_nothing_more(string task)
    {
        var evidence = await ForAsync(task);
        var draft = Synthesize.Answer(SynthesisOf(task, evidence));
        var half = draft[..(draft.Length / 2)];
        string[] issues = ["Depth: section 1 gives no example.", "Depth: the text is thin and gives no reason.", "Completeness: two items are missing."];

        foreach (var start in new[] { draft, half, Uncited(draft), draft.Replace("## ", "## Tea ", StringComparison.Ordinal) })
        {
            var once = Revise.Answer(RevisionOf(task, evidence, start, issues));

            Revise.Answer(RevisionOf(task, evidence, once, issues)).ShouldBe(once);
        }
    }

    [Fact]
    public void Lost_citations_are_found_again() =>
        Revise.Answer(RevisionOf(CacheTask, Caches, Uncited(Good))).ShouldBe(Good);

    [Fact]
    public void A_claim_that_no_source_makes_is_removed()
    {
        var draft = Good.Replace("Prefetching is wasteful", "Prefetching was invented by a Danish librarian named Sørensen in 1911 [2]. Prefetching is wasteful", StringComparison.Ordinal);

        Revise.Answer(RevisionOf(CacheTask, Caches, draft)).ShouldBe(Good);
    }

    [Fact]
    public void A_claim_cited_to_the_wrong_passage_is_cited_to_the_right_one()
    {
        var draft = Good.Replace("shortly before it expires [3]", "shortly before it expires [6]", StringComparison.Ordinal);

        Revise.Answer(RevisionOf(CacheTask, Caches, draft)).ShouldBe(Good);
    }

    [Fact]
    public void Repeated_and_foreign_sections_go_and_missing_ones_come()
    {
        var outline = MarkdownOutline.Parse(Good).ContentSections;
        var first = Good.Substring(outline[0].Start, outline[0].Length);
        var draft = Good[..outline[1].Start] + first + "## 3. Brew tea\n\nBananas are yellow fruit from the tropics.\n";

        var revised = MarkdownOutline.Parse(Revise.Answer(RevisionOf(CacheTask, Caches, draft))).ContentSections;

        revised.Select(section => section.Heading).ShouldBe(outline.Select(section => section.Heading), ignoreOrder: true);
    }

    [Fact]
    public void Sections_beyond_the_number_asked_for_are_dropped_and_the_rest_renumbered()
    {
        var draft = Good.Replace("## Sources", "## 4. Refresh popular entries\n\nRefresh each entry before it expires and spread the refreshes, since a late refresh lets every reader wait at once [5].\n\n## Sources", StringComparison.Ordinal);

        var revised = MarkdownOutline.Parse(Revise.Answer(RevisionOf(CacheTask, Caches, draft))).ContentSections;

        revised.Count.ShouldBe(3);
        revised.Select(section => section.Heading[..3]).ShouldBe(["1. ", "2. ", "3. "]);
    }

    [Fact]
    public void An_example_that_an_issue_misses_is_added_where_it_belongs()
    {
        var draft = Good.Replace(" For example, a reader of 40 pages waits once instead of 40 times [2].", "", StringComparison.Ordinal);
        draft.ShouldNotBe(Good);

        Revise.Answer(RevisionOf(CacheTask, Caches, draft, "Depth: section \"2. Prefetch the next page\" (line 9) gives no example.")).ShouldBe(Good);
    }

    [Fact]
    public void A_caveat_that_an_issue_misses_is_added()
    {
        var draft = Good.Replace(" Refreshing does not help for entries that nobody reads again [3].", "", StringComparison.Ordinal);
        draft.ShouldNotBe(Good);

        var revised = Revise.Answer(RevisionOf(CacheTask, Caches, draft, "Depth: section \"1. Refresh before expiry\" (line 5) gives no caveat or limit."));

        revised.ShouldContain("Refreshing does not help for entries that nobody reads again [3].");
    }

    [Fact]
    public void A_thin_section_is_filled_from_its_source()
    {
        var outline = MarkdownOutline.Parse(Good);
        var section = outline.ContentSections[0];
        var first = SentenceSplitter.Sentences(section.Body)[0];
        var draft = Good.Replace(section.Body, first, StringComparison.Ordinal);

        var revised = MarkdownOutline.Parse(Revise.Answer(RevisionOf(CacheTask, Caches, draft))).ContentSections[0];

        SentenceSplitter.Split(revised.Body).Count.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void Code_tables_and_lists_of_a_draft_survive()
    {
        const string Extra = "```csharp\ncache.Warm(); // ## not a heading\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- One item [1]\n- Another item [2]";
        var draft = Good.Replace("\n## 2.", "\n" + Extra + "\n\n## 2.", StringComparison.Ordinal);

        Revise.Answer(RevisionOf(CacheTask, Caches, draft)).ShouldContain(Extra);
    }

    [Fact]
    public void A_subsection_that_a_rule_requires_is_added_under_every_item()
    {
        var request = RevisionOf(CacheTask, Caches, Good) with { Harness = HarnessWith(new RequiredSection("When not to use", SectionScope.Item)) };

        MarkdownOutline.Parse(Revise.Answer(request)).Sections.Count(section => section is { Level: 3, Heading: "When not to use" }).ShouldBe(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Only a sentence without a heading.")]
    [InlineData("# Title\n")]
    [InlineData("## Sources\n\n[1] nothing\n")]
    [InlineData("## A\n\n### B\n\nText of B.\n\n#### C\n\nText of C.\n")]
    [InlineData("```\n# open fence")]
    public void From_any_draft_a_document_comes(string draft)
    {
        var revised = Revise.Answer(RevisionOf(CacheTask, Caches, draft));

        var outline = MarkdownOutline.Parse(revised);
        outline.Title.ShouldNotBeNull();
        outline.ContentSections.Count.ShouldBe(3);
        Citations.In(revised).ShouldAllBe(citation => citation.Number <= Caches.Count);
    }

    [Fact]
    public void Without_evidence_a_draft_keeps_nothing_that_claims()
    {
        var revised = Revise.Answer(RevisionOf(CacheTask, [], Good));

        Citations.In(revised).ShouldBeEmpty();
        revised.ShouldContain("hold nothing that answers this task");
    }

    private static string Uncited(string text)
    {
        var sources = text.IndexOf("\n## Sources\n", StringComparison.Ordinal);
        return CitationMark().Replace(sources < 0 ? text : text[..sources], "");
    }

    [GeneratedRegex(@" \[[0-9, ]+\](?=[.;,])", RegexOptions.None, 1000)]
    private static partial Regex CitationMark();
}
