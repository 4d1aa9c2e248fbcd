using Flywheel.Agents.Synthesis;

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

    [Fact]
    public void Headings_in_code_and_closing_sections_do_not_count() => SectionCount.Of(Document).ShouldBe(3);

    [Fact]
    public void Trimming_keeps_the_first_items_and_the_sources()
    {
        var trimmed = SectionCount.Trim(Document, 2);

        SectionCount.Of(trimmed).ShouldBe(2);
        trimmed.ShouldContain("## not a section");
        trimmed.ShouldNotContain("Third");
        trimmed.ShouldContain("## Sources");
    }
}
