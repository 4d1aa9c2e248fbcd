using Flywheel.Agents.Documents;

namespace Flywheel.Agents.Tests.Documents;

public class MarkdownOutlineTests
{
    [Fact]
    public void A_document_has_a_title_a_lead_and_sections()
    {
        const string Text = "# The title #\n\nA lead.\n\n## 1. First\n\nBody one.\n\n### Detail\n\nMore.\n\n## Sources\n\n[1] a.md\n";
        var outline = MarkdownOutline.Parse(Text);

        outline.Title.ShouldBe("The title");
        outline.Preamble.ShouldBe("A lead.");
        outline.Sections.Select(section => section.Heading).ShouldBe(["1. First", "Detail", "Sources"]);
        outline.ContentSections.Select(section => section.Heading).ShouldBe(["1. First"]);
        var first = outline.Sections[0];
        first.Body.ShouldBe("Body one.\n\n### Detail\n\nMore.");
        (first.HeadingLine, first.StartLine, first.EndLine).ShouldBe((5, 6, 12));
        Text.Substring(first.Start, first.Length).ShouldStartWith("## 1. First");
        (first.Start + first.Length).ShouldBe(outline.Sections[2].Start);
    }

    [Theory]
    [InlineData("## A\n\n```\n## no\n```\n\n## B")]
    [InlineData("## A\n\n~~~md\n## no\n```\n## no\n~~~\n\n## B")]
    [InlineData("## A\n\n````\n```\n## no\n```\n## no\n````\n\n## B")]
    [InlineData("## A\n\n```\n## no\n``` not a close\n## no\n`````\n\n## B")]
    [InlineData("## A\n\n    ## no\n\n## B")]
    [InlineData("## A\n\n- item\n\n  ```\n  ## no\n  ```\n\n## B")]
    [InlineData("## A\n\n1. item\n   ```sh\n# no\n   ```\n\n## B")]
    [InlineData("## A\n\n> ## no\n\n## B")]
    [InlineData("## A\n\n> ```\n> ## no\n\n## B")]
    [InlineData("## A\n\n<!--\n## no\n-->\n\n## B")]
    [InlineData("## A\n\n<pre>\n## no\n</pre>\n\n## B")]
    [InlineData("## A\n\n#no\n\n#hashtag\n\n## B ##")]
    [InlineData("A\n---\n\ntext.\n---\n\nB\n---\n")]
    [InlineData("---\nx: y\n## no: z\n---\n## A\n\n## B")]
    [InlineData("## A\r\n\r\n```\r\n## no\r\n```\r\n\r\n## B\r\n")]
    public void Only_headings_of_the_document_itself_count(string text) =>
        MarkdownOutline.Parse(text).Sections.Select(section => section.Heading).ShouldBe(["A", "B"]);

    [Fact]
    public void An_unclosed_fence_runs_to_the_end() =>
        MarkdownOutline.Parse("## A\n\n```\n## no\n\n## no").Sections.Count.ShouldBe(1);

    [Theory]
    [InlineData("Introduction", false)]
    [InlineData("**Conclusion**", false)]
    [InlineData("5. Summary:", false)]
    [InlineData("Overview", false)]
    [InlineData("Background", false)]
    [InlineData("References", false)]
    [InlineData("Appendix A", false)]
    [InlineData("Conclusion: what to do next", false)]
    [InlineData("Summary and Conclusion", false)]
    [InlineData("Background jobs", true)]
    [InlineData("Summary statistics", true)]
    [InlineData("1. Trim tool results", true)]
    [InlineData("Citing sources", true)]
    public void Sections_that_frame_a_document_are_no_content(string heading, bool isContent) =>
        MarkdownOutline.Parse($"## {heading}\n\nText.").Sections[0].IsContent.ShouldBe(isContent);

    [Fact]
    public void A_document_of_top_headings_counts_those()
    {
        var outline = MarkdownOutline.Parse("# Title\n\n# One\n\n# Two\n");
        outline.ContentSections.Select(section => section.Heading).ShouldBe(["One", "Two"]);
        MarkdownOutline.Parse("").ContentSections.ShouldBeEmpty();
    }
}
