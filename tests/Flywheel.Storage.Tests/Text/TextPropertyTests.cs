using System.Text;
using Flywheel.Storage.Text;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Text;

public class TextPropertyTests
{
    [Fact]
    public void Tokens_cover_their_words_in_order_whatever_the_text() =>
        Texts.Check(Prop.ForAll(Texts.Any, text =>
        {
            var tokens = Tokenizer.Tokenize(text);
            AreOrderedWithin(text, tokens.Select(token => token.Span));
            tokens.ShouldAllBe(token => token.Term.Length > 0 && token.Length > 0);
            tokens.Where(token => !token.IsStopword).Select(token => token.Term).ShouldBe(Tokenizer.Terms(text));
            CharsOutside(text, tokens.Select(token => token.Span)).ShouldNotContain(c => char.IsAsciiLetterOrDigit(c));
        }));

    [Fact]
    public void Sentences_are_ordered_trimmed_and_inside_the_text() =>
        Texts.Check(Prop.ForAll(Texts.Any, text =>
        {
            var sentences = SentenceSplitter.Split(text);
            AreOrderedWithin(text, sentences);
            sentences.ShouldAllBe(span => span.Length > 0 && !char.IsWhiteSpace(text[span.Start]) && !char.IsWhiteSpace(text[span.End - 1]));
        }));

    [Fact]
    public void No_word_of_plain_prose_is_outside_the_sentences() =>
        Texts.Check(Prop.ForAll(Texts.Plain, text =>
            CharsOutside(text, SentenceSplitter.Split(text)).ShouldNotContain(c => char.IsAsciiLetter(c))));

    [Fact]
    public void Markdown_lines_are_the_lines_of_the_text() =>
        Texts.Check(Prop.ForAll(Texts.Any, text =>
        {
            var lines = MarkdownLines.Parse(text);
            lines.Select(line => line.Span.In(text)).ShouldBe(Lines(text));
            lines.Select(line => line.Number).ShouldBe(Enumerable.Range(1, lines.Count));
            lines.ShouldAllBe(line => line.Content.Start >= line.Span.Start && line.Content.End <= line.Span.End && line.Content.Length >= 0);
        }));

    [Fact]
    public void Byte_offsets_agree_with_the_encoder() =>
        Texts.Check(Prop.ForAll(Texts.Any, text =>
        {
            var offsets = new Utf8Offsets(text);
            offsets.ByteOffset(text.Length).ShouldBe(Encoding.UTF8.GetByteCount(text));
            foreach (var token in Tokenizer.Tokenize(text))
            {
                offsets.ByteOffset(token.Start).ShouldBe(Encoding.UTF8.GetByteCount(text.AsSpan(0, token.Start)));
                offsets.CharOffset(offsets.ByteOffset(token.Start)).ShouldBe(token.Start);
            }
        }));

    private static IEnumerable<string> Lines(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static void AreOrderedWithin(string text, IEnumerable<TextSpan> spans)
    {
        var end = 0;
        foreach (var span in spans)
        {
            span.Start.ShouldBeGreaterThanOrEqualTo(end);
            end = span.End;
        }

        end.ShouldBeLessThanOrEqualTo(text.Length);
    }

    private static IEnumerable<char> CharsOutside(string text, IEnumerable<TextSpan> spans)
    {
        var inside = new bool[text.Length];
        foreach (var span in spans)
            inside.AsSpan(span.Start, span.Length).Fill(true);
        return text.Where((_, i) => !inside[i]);
    }
}
