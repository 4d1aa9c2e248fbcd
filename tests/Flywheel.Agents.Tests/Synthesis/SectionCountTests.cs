using Flywheel.Agents.Synthesis;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Synthesis;

public sealed class SectionCountTests
{
    private const string Document = """
        # Title

        Lead.

        ## 1. First

        ```md
        ## not a section
        ```

        ## 2. Second

        Text.

        ## 3. Third

        Text.

        ## Sources

        [1] corpus/a.md, lines 1–2 — A
        """;

    private static readonly HarnessSpec Plain = new() { Name = "plain" };

    [Fact]
    public void A_section_that_a_rule_requires_once_is_no_item_and_is_not_cut()
    {
        var harness = Plain with
        {
            Rules = [new OperatingRule { Id = "next", Stage = "synthesis", Text = "Close with the third.", Directive = new RequiredSection("3. Third", SectionScope.Document) }],
        };

        SectionCount.Of(Document, harness).ShouldBe(2);
        SectionCount.Trim(Document, 1, harness).ShouldContain("## 3. Third");
    }

    [Fact]
    public void Headings_in_code_and_closing_sections_do_not_count() => SectionCount.Of(Document, Plain).ShouldBe(3);

    [Fact]
    public void Trimming_keeps_the_first_items_and_the_sources()
    {
        var trimmed = SectionCount.Trim(Document, 2, Plain);

        SectionCount.Of(trimmed, Plain).ShouldBe(2);
        trimmed.ShouldContain("## not a section");
        trimmed.ShouldNotContain("Third");
        trimmed.ShouldContain("## Sources");
    }
}
