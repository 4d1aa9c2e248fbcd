using Flywheel.Agents.Passages;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Tests.Passages;

public class RenderedPassagesTests
{
    [Fact]
    public void Html_keeps_what_is_read_and_its_headings()
    {
        const string Page = """
            <!doctype html>
            <html><head><title>Site</title><style>p { color: red }</style></head>
            <body><nav><p>Menu entry.</p></nav>
            <main class="content">
              <h1>Agent <em>memory</em></h1>
              <p>Lead with <b>bold</b> &amp; more.</p>
              <script>var x = "no";</script>
              <div class="sidebar">Aside.</div>
              <h2>Stores</h2>
              <ul><li>One item<ul><li>Inner</li></ul></li>
              <li>Two</li></ul>
              <table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>
              <pre>code
              here</pre>
              Loose text<br>goes on.
            </main>
            <footer>Imprint.</footer></body></html>
            """;
        var passages = Sources(HtmlPassages.Read("c/a.html", "a.html", SourceText.Of(Page)));

        passages.Select(passage => passage.Title).Distinct(StringComparer.Ordinal).ShouldBe(["Agent memory"]);
        passages[0].Text.ShouldBe("Lead with bold & more.");
        (passages[0].Heading, passages[0].StartLine, passages[0].EndLine).ShouldBe(("Agent memory", 6, 6));
        Page[(int)passages[0].Offset..].ShouldStartWith("<p>Lead");
        passages[1].Text.ShouldBe("- One item\n- Inner\n- Two\n\n| A | B |\n| 1 | 2 |\n\n```\ncode\n  here\n```\n\nLoose text goes on.");
        (passages[1].Heading, passages[1].StartLine, passages[1].EndLine).ShouldBe(("Stores", 10, 15));
    }

    [Theory]
    [InlineData("<p>One.<p>Two.", "One.|Two.")]
    [InlineData("Just text", "Just text")]
    [InlineData("<article><p>short</p></article><article><p>the longer one</p></article>", "the longer one")]
    [InlineData("<div hidden>No</div><p aria-hidden=true>No</p><div role=navigation>No</div><p>Yes", "Yes")]
    [InlineData("<div>a<div>b</div>c</div>", "a|b|c")]
    [InlineData("<p>a &lt;b&gt; <code>c</code>\n d</p>", "a <b> c d")]
    public void Html_of_any_shape_gives_its_blocks(string page, string expected) =>
        string.Join('|', Sources(HtmlPassages.Read("c/a.html", "a.html", SourceText.Of(page))).Select(passage => passage.Text.Replace("\n\n", "|", StringComparison.Ordinal))).ShouldBe(expected);

    [Fact]
    public void Html_text_between_elements_has_a_place_of_its_own()
    {
        const string Page = "<main>\n<h1>T</h1>\n<h2>x</h2>\n\nLoose\ntext\n</main>";
        var passages = Sources(HtmlPassages.Read("c/a.html", "a.html", SourceText.Of(Page)));
        passages.ShouldHaveSingleItem().StartLine.ShouldBe(5);
        passages[0].EndLine.ShouldBe(6);
    }

    [Fact]
    public void Html_nested_deeply_is_read_to_a_depth_and_refused_beyond_reason()
    {
        var deep = "<p>Top.</p>" + string.Concat(Enumerable.Repeat("<div>", 1900)) + "deep";
        HtmlPassages.Read("c/a.html", "a.html", SourceText.Of(deep))[0].Source.Text.ShouldBe("Top.");
        var deeper = string.Concat(Enumerable.Repeat("<div>", 100_000));
        Should.Throw<InvalidDataException>(() => HtmlPassages.Read("c/a.html", "a.html", SourceText.Of(deeper))).Message.ShouldContain("nested");
    }

    [Fact]
    public void Html_without_end_tags_may_be_long() =>
        HtmlPassages.Read("c/a.html", "a.html", SourceText.Of(string.Concat(Enumerable.Repeat("<p>Some text.\n", 20_000)))).Count.ShouldBeGreaterThan(200);

    [Fact]
    public void Json_records_become_sentences()
    {
        const string Json = """
            [
              {"title": "First", "body": "Some text!", "n": 3.50, "tags": ["a", "b"], "none": null,
               "author": {"name": "Ann"}},
              {"title": "Second", "ok": true, "parts": [{"x": 1}, {"x": 2}]}
            ]
            """;
        var passages = Sources(JsonPassages.Read("c/a.json", "a.json", SourceText.Of(Json)));

        passages.Select(passage => passage.Text).ShouldBe(
        [
            "title: First.\nbody: Some text!\nn: 3.50.\ntags: a, b.\nauthor.name: Ann.",
            "title: Second.\nok: true.\nparts.x: 1.\nparts.x: 2.",
        ]);
        passages.Select(passage => passage.Heading).ShouldBe(["First", "Second"]);
        passages.Select(passage => (passage.StartLine, passage.EndLine)).ShouldBe([(2, 3), (4, 4)]);
        Json[(int)passages[1].Offset..].ShouldStartWith("\"Second\"");
        passages[0].Title.ShouldBe("a.json");
    }

    [Theory]
    [InlineData("{\"total\": 2, \"items\": [{\"a\": 1}, {\"a\": 2}]}", 2)]
    [InlineData("{\"a\": \"x\", \"b\": {\"c\": [\"y\"]}}", 1)]
    [InlineData("[\"one\", \"two\", []]", 2)]
    [InlineData("\"alone\"", 1)]
    [InlineData("// note\n[{\"a\": \"\\ud800\"},]", 1)]
    [InlineData("[]", 0)]
    public void Json_of_any_shape_is_read(string json, int passages) =>
        JsonPassages.Read("c/a.json", "a.json", SourceText.Of(json)).Count.ShouldBe(passages);

    [Theory]
    [InlineData("[1, 2")]
    [InlineData("[1] x")]
    [InlineData("{'a': 1}")]
    public void What_is_no_json_is_refused(string json) =>
        Should.Throw<InvalidDataException>(() => JsonPassages.Read("c/a.json", "a.json", SourceText.Of(json))).Message.ShouldContain("line 1");

    [Fact]
    public void Json_lines_are_records_and_bad_ones_are_counted()
    {
        var passages = Sources(JsonPassages.ReadLines("c/a.jsonl", "a.jsonl", SourceText.Of("{\"a\": \"\u00E9\"}\r\n\r\noops\r\n{\"a\": 2}"), out var bad));
        bad.ShouldBe(1);
        passages.Select(passage => (passage.Text, passage.StartLine)).ShouldBe([("a: \u00E9.", 1), ("a: 2.", 4)]);
    }

    [Fact]
    public void Csv_rows_become_sentences()
    {
        const string Csv = "name;note;empty\r\nAnn;\"Two\r\nlines; quoted\";\r\n\r\nBob;Plain;;extra\r\n";
        var passages = Sources(CsvPassages.Read("c/a.csv", "a.csv", SourceText.Of(Csv)));

        passages.Select(passage => passage.Text).ShouldBe(["name: Ann.\nnote: Two\r\nlines; quoted.", "name: Bob.\nnote: Plain.\nextra."]);
        passages.Select(passage => passage.Heading).ShouldBe(["Ann", "Bob"]);
        passages.Select(passage => (passage.StartLine, passage.EndLine)).ShouldBe([(2, 3), (5, 5)]);
        Csv[(int)passages[1].Offset..].ShouldStartWith("Bob;");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("a,b\n\"unclosed,1\n2,3")]
    public void Csv_of_any_shape_is_survived(string csv) =>
        CsvPassages.Read("c/a.csv", "a.csv", SourceText.Of(csv)).Count.ShouldBeLessThan(3);

    [Fact]
    public void Parts_of_one_long_field_have_keys_of_their_own()
    {
        var value = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"Sentence {i} is here."));
        var passages = Sources(JsonPassages.Read("c/a.json", "a.json", SourceText.Of($"[{{\"title\": \"T\", \"body\": \"{value}\"}}]")));
        passages.Length.ShouldBeGreaterThan(5);
        passages.Select(passage => passage.Key).Distinct(StringComparer.Ordinal).Count().ShouldBe(passages.Length);
        passages.ShouldAllBe(passage => passage.Heading == "T" && passage.Text.Length <= PassagePacker.MostChars);
    }

    private static SourcePassage[] Sources(IReadOnlyList<Passage> passages) => [.. passages.Select(passage => passage.Source)];
}
