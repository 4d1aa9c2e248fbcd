using Flywheel.Agents.Documents;

namespace Flywheel.Agents.Tests.Documents;

public class CitationsTests
{
    [Theory]
    [InlineData("One [1]. Two[2, 3]. Three [4-6] [7\u20138].", new[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData("- item [1]\n\n| a [2] |\n|---|\n", new[] { 1, 2 })]
    [InlineData("See [1](https://a.example).", new[] { 1 })]
    [InlineData("```\nx [1]\n```\n\n~~~\n[2]\n~~~\n\n    [3]\n", new int[0])]
    [InlineData("Code `a[1]` and `` b[2] ` `` but [3].", new[] { 3 })]
    [InlineData("Foot[^1], text [a], ![1](x.png), \\[2], [0], [[3]], [1234].", new int[0])]
    [InlineData("[1]: https://a.example\n", new int[0])]
    [InlineData("Body [2].\n\n## Sources\n\n[1] a.md\n[2] b.md\n", new[] { 2 })]
    [InlineData("Wide [1-999].", new[] { 1 })]
    public void Numbers_in_brackets_are_citations_where_a_reader_sees_them(string text, int[] numbers) =>
        Citations.In(text).Select(citation => citation.Number).ShouldBe(numbers);

    [Fact]
    public void The_span_covers_the_brackets()
    {
        const string Text = "A claim [2, 3].";
        var citations = Citations.In(Text);
        citations.Select(citation => citation.Span.In(Text)).ShouldBe(["[2, 3]", "[2, 3]"]);
        Citations.Remove("A claim [2, 3]. Next[1] one.").ShouldBe("A claim. Next one.");
    }
}
