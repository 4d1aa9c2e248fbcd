using System.Text;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Passages;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Agents.Tests.Passages;

public class PassagePropertyTests
{
    private static readonly string[] Pieces =
    [
        "word ", "Some text. ", "caf\u00E9 ", "\U0001F600", "\uD800", "\0", "\n", "\n\n", "\r\n", "\n# H\n", "\n## Sources\n", "\n```\n", "\n- ", "\n| a | b |\n", "\n|---|---|\n",
        "[1] ", "`", "<p>", "</p>", "<div>", "<pre>", "<h2>", "<table><tr><td>", "<!--", "-->", "<script>", "&amp;", "{\"a\":", "[", "]", "}", "\"", ",", "1", "\\u00e9", ";", "\t",
        new string('x', 950), string.Concat(Enumerable.Repeat("A longer sentence here. ", 60)),
    ];

    private static readonly Arbitrary<string> Texts = Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Markdown_passages_are_the_files_own_text_in_order() => Check(text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var lines = Flywheel.Storage.Text.LineBreaks.Lines(text).ToArray();
        var end = 0L;
        foreach (var passage in MarkdownPassages.Read("c/a.md", "a.md", SourceText.Of(text)).Select(passage => passage.Source))
        {
            var length = Encoding.UTF8.GetByteCount(passage.Text);
            Encoding.UTF8.GetString(bytes, (int)passage.Offset, length).ShouldBe(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(passage.Text)));
            passage.Offset.ShouldBeGreaterThanOrEqualTo(end);
            end = passage.Offset + length;
            var whole = text[lines[passage.StartLine - 1].Start..lines[passage.EndLine - 1].End];
            whole.ShouldContain(passage.Text);
        }
    });

    [Fact]
    public void Every_format_survives_every_text() => Check(text =>
    {
        var source = SourceText.Of(text);
        foreach (var read in new Func<string, string, SourceText, IReadOnlyList<Passage>>[] { HtmlPassages.Read, ReadJson, ReadLines, CsvPassages.Read })
        {
            var passages = read("c/a", "a", source);
            passages.ShouldAllBe(passage => passage.Source.StartLine >= 1 && passage.Source.EndLine >= passage.Source.StartLine && passage.Source.Offset >= 0);
        }
    });

    [Fact]
    public void Sections_cover_a_document_from_its_first_heading_on() => Check(text =>
    {
        var outline = MarkdownOutline.Parse(text);
        foreach (var section in outline.Sections)
        {
            (section.Start + section.Length).ShouldBeLessThanOrEqualTo(text.Length);
            text.Substring(section.Start, section.Length).ShouldContain(section.Body);
            section.EndLine.ShouldBeGreaterThanOrEqualTo(section.HeadingLine);
        }

        Citations.In(text).ShouldAllBe(citation => text[citation.Start] == '[' && text[citation.Span.End - 1] == ']');
        SourceList.Parse(text).Entries.ShouldAllBe(entry => entry.Location.Length > 0);
    });

    private static IReadOnlyList<Passage> ReadJson(string location, string fileName, SourceText source)
    {
        try
        {
            return JsonPassages.Read(location, fileName, source);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static IReadOnlyList<Passage> ReadLines(string location, string fileName, SourceText source) =>
        JsonPassages.ReadLines(location, fileName, source, out _);

    private static void Check(Action<string> property) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260101, 1), Prop.ForAll(Texts, property));
}
