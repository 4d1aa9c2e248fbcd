using Flywheel.Storage.Text;

namespace Flywheel.Storage.Tests.Text;

public class TokenizerTests
{
    [Theory]
    [InlineData("The agents retried their searches.", new[] { "agent", "retri", "search" })]
    [InlineData("don't Agent's agents\u2019 tools", new[] { "agent", "agent", "tool" })]
    [InlineData("tool-calling run_id", new[] { "tool", "call", "run", "id" })]
    [InlineData("3.5 1,000 v1.2.3 12,34", new[] { "3.5", "1000", "v1.2.3", "12", "34" })]
    [InlineData("C# and C++ and C", new[] { "c#", "c++", "c" })]
    [InlineData("gpt-4o costs $0.15.", new[] { "gpt", "4o", "cost", "0.15" })]
    [InlineData("", new string[0])]
    [InlineData("--- *** ```", new string[0])]
    public void Terms_are_stems_without_stop_words(string text, string[] expected) => Tokenizer.Terms(text).ShouldBe(expected);

    [Theory]
    [InlineData("\uFB01ne", "fine")]
    [InlineData("\uFF21\uFF27\uFF25\uFF2E\uFF34", "agent")]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("CAF\u00C9", "caf\u00E9")]
    [InlineData("con\u00ADtext", "context")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00")]
    [InlineData("\U0001D400\U0001D401", "ab")]
    public void Equivalent_spellings_have_one_term(string text, string term) => Tokenizer.Terms(text).ShouldBe([term]);

    [Fact]
    public void Characters_of_scripts_without_spaces_are_words() =>
        Tokenizer.Terms("\u8A9E\u8A00\u30E2").ShouldBe(["\u8A9E", "\u8A00", "\u30E2"]);

    [Fact]
    public void Tokens_say_where_their_word_stands()
    {
        const string Text = "Keep  the \uFB01nal context.";
        var tokens = Tokenizer.Tokenize(Text);
        tokens.Select(token => token.Span.In(Text)).ShouldBe(["Keep", "the", "\uFB01nal", "context"]);
        tokens.Select(token => token.IsStopword).ShouldBe([false, true, false, false]);
        tokens[1].Term.ShouldBe("the");
    }
}
