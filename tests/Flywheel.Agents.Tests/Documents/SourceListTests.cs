using Flywheel.Agents.Documents;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Tests.Documents;

public class SourceListTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        SourceEntry[] entries =
        [
            SourceEntry.Of(1, Passage("corpus/a, b.md", "Title \u2014 with dash", "A heading")),
            SourceEntry.Of(2, Passage("corpus/b.md", "Plain\ntitle", heading: null)),
        ];
        var text = "# T\n\nBody [1].\n\n" + SourceList.Write(entries);

        text.ShouldContain("[2] corpus/b.md, lines 3\u20139 \u2014 Plain title\n");
        SourceList.Parse(text).Entries.ShouldBe(entries);
        SourceList.Parse(text).Find(2)!.Location.ShouldBe("corpus/b.md");
        SourceList.Parse(text).Find(3).ShouldBeNull();
    }

    [Theory]
    [InlineData("## References\n\n1. https://a.example/x\n2. b.md, line 4")]
    [InlineData("## 4. Sources\n\n- [1] https://a.example/x\n- [2] b.md, lines 4-4")]
    [InlineData("## Sources\n\n[1]: https://a.example/x\n[2]: b.md, lines 4")]
    public void Other_spellings_are_read_too(string text)
    {
        var list = SourceList.Parse(text);
        list.Entries.Select(entry => entry.Location).ShouldBe(["https://a.example/x", "b.md"]);
        (list.Entries[1].StartLine, list.Entries[1].EndLine).ShouldBe((4, 4));
    }

    [Fact]
    public void A_list_elsewhere_or_in_code_is_no_source_list() =>
        SourceList.Parse("## Steps\n\n1. One\n\n```\n## Sources\n[1] x\n```\n").Entries.ShouldBeEmpty();

    private static SourcePassage Passage(string location, string title, string? heading) =>
        new() { Location = location, Title = title, Heading = heading, StartLine = 3, EndLine = 9, Offset = 20, Text = "Text." };
}
