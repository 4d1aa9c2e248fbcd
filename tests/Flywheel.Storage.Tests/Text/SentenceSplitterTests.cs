using Flywheel.Storage.Text;

namespace Flywheel.Storage.Tests.Text;

public class SentenceSplitterTests
{
    [Theory]
    [InlineData("One two. Three four! Five six?", "One two.|Three four!|Five six?")]
    [InlineData("It costs 3.5 dollars. It is v1.2. It ends.", "It costs 3.5 dollars.|It is v1.2.|It ends.")]
    [InlineData("Use a cache, e.g. Redis. Avoid i.e. stale data.", "Use a cache, e.g. Redis.|Avoid i.e. stale data.")]
    [InlineData("Dr. Smith met Mr. J. R. R. Jones. They spoke.", "Dr. Smith met Mr. J. R. R. Jones.|They spoke.")]
    [InlineData("In the U.S. Congress it passed. He lives in the U.S. The law changed.", "In the U.S. Congress it passed.|He lives in the U.S.|The law changed.")]
    [InlineData("Lee et al. found it. See Fig. 3 and eq. 4.", "Lee et al. found it.|See Fig. 3 and eq. 4.")]
    [InlineData("Tools, memory, etc. Agents differ.", "Tools, memory, etc.|Agents differ.")]
    [InlineData("The answer is no. We stop. See no. 5 here.", "The answer is no.|We stop.|See no. 5 here.")]
    [InlineData("It ran at 5 p.m. Monday was quiet.", "It ran at 5 p.m.|Monday was quiet.")]
    [InlineData("Wait... what happened? It stopped\u2026 Then it ran.", "Wait... what happened?|It stopped\u2026|Then it ran.")]
    [InlineData("He said \u201CStop.\u201D She left. \"Why?\" he asked.", "He said \u201CStop.\u201D|She left.|\"Why?\" he asked.")]
    [InlineData("A claim.[3] Next one. [1, 2] Another [4]. End.", "A claim.[3]|Next one. [1, 2]|Another [4].|End.")]
    [InlineData("A claim. [3] argues otherwise. Done.", "A claim.|[3] argues otherwise.|Done.")]
    [InlineData("**Be short.** Long prompts cost. *Really.*", "**Be short.**|Long prompts cost.|*Really.*")]
    [InlineData("See https://a.example/b.c?d=e.f. Then `x. Y` runs. OK.", "See https://a.example/b.c?d=e.f.|Then `x. Y` runs.|OK.")]
    [InlineData("Edit README.md. Then use Node.js. Use .NET 10 now.", "Edit README.md.|Then use Node.js.|Use .NET 10 now.")]
    [InlineData("It failed (see above. It was late.) and stopped. New.", "It failed (see above. It was late.) and stopped.|New.")]
    [InlineData("It failed. (It was late.) New.", "It failed.|(It was late.)|New.")]
    [InlineData("Read [the docs. Part two](https://x.example/a.b) first. Then go.", "Read [the docs.|Part two](https://x.example/a.b) first.|Then go.")]
    [InlineData("i did this. then i did that.", "i did this.|then i did that.")]
    [InlineData("A line\nthat wraps. Another\none here.", "A line that wraps.|Another one here.")]
    [InlineData("> Quoted text\n> goes on. And ends.", "Quoted text goes on.|And ends.")]
    [InlineData("Really?! Yes!! Good.", "Really?!|Yes!!|Good.")]
    [InlineData("\u6587\u3002\u4E8C\u3002", "\u6587\u3002|\u4E8C\u3002")]
    [InlineData("Yahoo! is old. No end", "Yahoo!|is old.|No end")]
    public void Prose_is_split_where_sentences_end(string text, string expected) =>
        string.Join('|', SentenceSplitter.Sentences(text)).ShouldBe(expected);

    [Theory]
    [InlineData("# Heading here.\n\nText one.", "Text one.")]
    [InlineData("Title here\n==========\nText one.", "Text one.")]
    [InlineData("- First item. Second part.\n- Third item\n  goes on\n1. Fourth", "First item.|Second part.|Third item goes on|Fourth")]
    [InlineData("- [ ] Write it.\n- [x] Done it.", "Write it.|Done it.")]
    [InlineData("Before.\n\n```py\n# No. Not this.\nx = 1.\n```\nAfter.", "Before.|After.")]
    [InlineData("Before.\n\n~~~~\nNo.\n~~~\nStill no.\n~~~~\nAfter.", "Before.|After.")]
    [InlineData("Before.\n\n    code here. More code.\n\nAfter.", "Before.|After.")]
    [InlineData("| a. | b. |\n|---|---|\n| C. D | e |\n\nAfter.", "After.")]
    [InlineData("a | b\n--|--\nC. D | e\n\nAfter.", "After.")]
    [InlineData("---\ntitle: A. B\n---\nAfter.", "After.")]
    [InlineData("<!-- A. B\n C. -->\n<div>\nAfter.\n</div>", "After.")]
    [InlineData("[x]: https://a.example. B\n\nAfter.", "After.")]
    [InlineData("**A label**\n\nText. ![Picture. Of](x.png)", "Text.")]
    [InlineData("Text [1].\n\n## Sources\n\n[1] corpus/a.md, lines 1\u20133 \u2014 A. B \u00A7 C\n", "Text [1].")]
    [InlineData("Lead.\n\n---\n\nNext.\n\n***", "Lead.|Next.")]
    public void What_is_not_prose_gives_no_sentence(string text, string expected) =>
        string.Join('|', SentenceSplitter.Sentences(text)).ShouldBe(expected);

    [Fact]
    public void Spans_are_offsets_into_the_text_as_given()
    {
        const string Text = "# T\r\n\r\nOne caf\u00E9 here.\r\nTwo.";
        SentenceSplitter.Split(Text).Select(span => span.In(Text)).ShouldBe(["One caf\u00E9 here.", "Two."]);
    }
}
