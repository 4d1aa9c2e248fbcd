using Flywheel.Agents.Sources;
using Flywheel.Agents.Synthesis;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Agents.Tests.Synthesis;

public sealed class OutputCleaningTests
{
    private static readonly SourcePassage[] Evidence =
    [
        new() { Location = "corpus/a.md", Title = "A", Heading = "One", StartLine = 3, EndLine = 5, Offset = 20, Text = "Alpha." },
        new() { Location = "corpus/b.md", Title = "B", StartLine = 1, EndLine = 2, Offset = 0, Text = "Beta." },
    ];

    [Fact]
    public void Chatter_before_the_title_is_dropped() =>
        OutputCleaning.Clean("Sure, here it is:\n\n# Title\n\nText [1].", Evidence).ShouldStartWith("# Title");

    [Fact]
    public void A_comment_inside_code_is_no_title()
    {
        const string Draft = "# Title\n\n```sh\n# comment\n```\n\nText [2].";

        OutputCleaning.Clean(Draft, Evidence).ShouldStartWith("# Title\n\n```sh\n# comment\n```");
        OutputCleaning.Clean("```sh\n# comment\nls\n```\n\nNo title here.", Evidence).ShouldContain("# comment");
    }

    [Fact]
    public void A_document_in_a_fence_is_unwrapped() =>
        OutputCleaning.Clean("```markdown\n# Title\n\nText [1].\n```", Evidence).ShouldStartWith("# Title");

    [Fact]
    public void An_open_fence_is_closed() =>
        OutputCleaning.Clean("# Title\n\n````\ncode\n```", Evidence).TrimEnd().ShouldEndWith("\n````");

    [Fact]
    public void Reasoning_is_dropped() =>
        OutputCleaning.Clean("<think># Not this</think>\n# Title\n\nText.", Evidence).ShouldBe("# Title\n\nText.\n");

    [Fact]
    public void The_source_list_is_written_from_the_citations()
    {
        var text = OutputCleaning.Clean("# Title\n\nText [2], and more [7].\n\n## Sources\n\n[1] made up", Evidence);

        text.ShouldContain("[2] corpus/b.md, lines 1");
        text.ShouldNotContain("made up");
        text.ShouldNotContain("corpus/a.md");
    }

    [Fact]
    public void Cleaning_twice_changes_nothing() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<string>(static text =>
    {
        var once = OutputCleaning.Clean("# T\n\n" + text + " [1]", Evidence);
        OutputCleaning.Clean(once, Evidence).ShouldBe(once);
    }));
}
