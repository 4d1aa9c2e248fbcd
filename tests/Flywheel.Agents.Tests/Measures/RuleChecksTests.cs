using Flywheel.Agents.Measures;
using Flywheel.Harness.Directives;

namespace Flywheel.Agents.Tests.Measures;

public class RuleChecksTests
{
    private static string Check(Directive? directive, string? text = null) =>
        RuleChecks.Check(Draft.Harness(directive), Draft.Of(text ?? Draft.Good))["r0"];

    private static string Good(string from, string to) => Draft.Good.Replace(from, to, StringComparison.Ordinal);

    [Fact]
    public void A_rule_in_words_alone_is_skipped() => Check(null).ShouldBe(RuleChecks.Skipped);

    [Fact]
    public void A_rule_about_actions_does_not_apply_to_a_document() => Check(new AllowTool("search")).ShouldBe(RuleChecks.NotApplicable);

    [Fact]
    public void Every_rule_is_reported_by_its_id() =>
        RuleChecks.Check(Draft.Harness(new ItemCount(3), null, new ItemCount(4)), Draft.Of(Draft.Good))
            .ShouldBe(new Dictionary<string, string> { ["r0"] = RuleChecks.Obeyed, ["r1"] = RuleChecks.Skipped, ["r2"] = RuleChecks.Violated }, ignoreOrder: true);

    [Fact]
    public void Item_count_counts_content_sections()
    {
        Check(new ItemCount(3)).ShouldBe(RuleChecks.Obeyed);
        Check(new ItemCount(4)).ShouldBe(RuleChecks.Violated);
        Check(new ItemCount(3), Good("## Sources", "```\n## no item\n```\n\n## Sources")).ShouldBe(RuleChecks.Obeyed);
    }

    [Fact]
    public void Item_count_leaves_out_a_section_that_another_rule_requires()
    {
        var draft = Draft.Of(Good("## Sources", "## When to stop\n\nNever.\n\n## Sources"));

        RuleChecks.Check(Draft.Harness(new ItemCount(3), new RequiredSection("When to stop", SectionScope.Document)), draft)
            .Values.ShouldAllBe(result => result == RuleChecks.Obeyed);
    }

    [Fact]
    public void Cite_each_item_wants_a_listed_source_in_every_item()
    {
        Check(new CiteEachItem()).ShouldBe(RuleChecks.Obeyed);
        Check(new CiteEachItem(), Good("[3]", "")).ShouldBe(RuleChecks.Violated);
        Check(new CiteEachItem(), Good("[3] corpus", "[8] corpus")).ShouldBe(RuleChecks.Violated);
        Check(new CiteEachItem(), "# T\n\nNo items here.").ShouldBe(RuleChecks.NotApplicable);
    }

    [Fact]
    public void A_required_section_stands_once_in_the_document()
    {
        Check(new RequiredSection("refresh before expiry", SectionScope.Document)).ShouldBe(RuleChecks.Obeyed);
        Check(new RequiredSection("When to stop", SectionScope.Document)).ShouldBe(RuleChecks.Violated);
        Check(new RequiredSection("When to stop", SectionScope.Document), Good("## Sources", "```\n## When to stop\n```\n\n## Sources")).ShouldBe(RuleChecks.Violated);
    }

    [Fact]
    public void A_section_per_item_is_a_heading_or_a_bold_label_in_each()
    {
        var everywhere = Good("For example", "\n\n### Example\n\nFor example").Replace("In one measurement", "\n\n**Example:** In one measurement", StringComparison.Ordinal);

        Check(new RequiredSection("Example", SectionScope.Item), everywhere).ShouldBe(RuleChecks.Obeyed);
        Check(new RequiredSection("Example", SectionScope.Item), Good("For example", "\n\n### Example\n\nFor example")).ShouldBe(RuleChecks.Violated);
    }

    [Fact]
    public void Sentences_words_and_sources_are_counted()
    {
        Check(new MinSentencesPerSection(3)).ShouldBe(RuleChecks.Obeyed);
        Check(new MinSentencesPerSection(4)).ShouldBe(RuleChecks.Violated);
        Check(new MaxWords(200)).ShouldBe(RuleChecks.Obeyed);
        Check(new MaxWords(150)).ShouldBe(RuleChecks.Violated);
        Check(new SourceMinimum(2)).ShouldBe(RuleChecks.Obeyed);
        Check(new SourceMinimum(3)).ShouldBe(RuleChecks.Violated);
    }

    [Fact]
    public void The_source_list_and_citations_are_no_words_of_the_body()
    {
        Check(new MaxWords(12), "# Warm caches\n\n## A\n\nPrefetch the next page [1], [2].\n\n## Sources\n\n[1] a — b c d e f g\n[2] h — i j k l m\n").ShouldBe(RuleChecks.Obeyed);
        Check(new MaxWords(6), "# Warm caches\n\n## A\n\nPrefetch the next page [1], [2].\n").ShouldBe(RuleChecks.Violated);
    }

    [Fact]
    public void Examples_caveats_and_forbidden_phrases_are_found()
    {
        Check(new RequireExample()).ShouldBe(RuleChecks.Obeyed);
        Check(new RequireExample(), Good("For example, a", "A")).ShouldBe(RuleChecks.Violated);
        Check(new CaveatRequired()).ShouldBe(RuleChecks.Obeyed);
        Check(new CaveatRequired(), "# T\n\n## A\n\nPages are loaded early.\n").ShouldBe(RuleChecks.Violated);
        Check(new ForbidPhrase("SNAPSHOT")).ShouldBe(RuleChecks.Violated);
        Check(new ForbidPhrase("game changer")).ShouldBe(RuleChecks.Obeyed);
    }

    [Fact]
    public void The_order_of_the_items_is_read_off_the_text()
    {
        Check(new OrderBy(SectionOrder.Title)).ShouldBe(RuleChecks.Violated);
        Check(new OrderBy(SectionOrder.Title), Good("3. Load", "3. Then load")).ShouldBe(RuleChecks.Obeyed);
        Check(new OrderBy(SectionOrder.Citations)).ShouldBe(RuleChecks.Obeyed);
        Check(new OrderBy(SectionOrder.Citations), Good("hour [4]", "hour [4] [2]")).ShouldBe(RuleChecks.Violated);
        Check(new OrderBy(SectionOrder.Length)).ShouldBe(RuleChecks.Violated);
        Check(new OrderBy(SectionOrder.Length), "# T\n\n## A\n\nOne item.\n").ShouldBe(RuleChecks.NotApplicable);
    }

    [Fact]
    public void Only_English_is_recognised()
    {
        Check(new DocumentLanguage("en")).ShouldBe(RuleChecks.Obeyed);
        Check(new DocumentLanguage("en-GB")).ShouldBe(RuleChecks.Obeyed);
        Check(new DocumentLanguage("de")).ShouldBe(RuleChecks.Skipped);
        Check(new DocumentLanguage("en"), "# T\n\n" + string.Concat(Enumerable.Repeat("Ein warmer Zwischenspeicher beantwortet jede Anfrage schneller. ", 5))).ShouldBe(RuleChecks.Violated);
        Check(new DocumentLanguage("en"), "# T\n\nShort text.").ShouldBe(RuleChecks.Skipped);
    }
}
