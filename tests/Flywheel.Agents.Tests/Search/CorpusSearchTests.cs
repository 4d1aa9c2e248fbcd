using System.Text;
using Flywheel.Agents.Search;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Tests.Search;

public sealed class CorpusSearchTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_hit_says_where_its_text_stands()
    {
        var file = _temporary.Write("corpus/sub/agents.md", "# Agents\n\nLead caf\u00E9.\n\n## Retries\n\nAn agent retries\nfailed calls.\n\n## Memory\n\nNotes persist.\n");
        var corpus = await OpenAsync("corpus");

        var hit = (await corpus.SearchAsync("retry failed call", 5, Cancellation))[0].Passage;

        hit.Location.ShouldBe("corpus/sub/agents.md");
        hit.Title.ShouldBe("Agents");
        hit.Heading.ShouldBe("Retries");
        (hit.StartLine, hit.EndLine).ShouldBe((7, 8));
        hit.Text.ShouldBe("An agent retries\nfailed calls.");
        BytesAt(file, hit).ShouldBe(hit.Text);
        corpus.Name.ShouldBe("corpus");
        corpus.FileCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_heading_weighs_for_the_passages_below_it()
    {
        _temporary.Write("corpus/a.md", "# Notes\n\n## Budgets\n\nStop when it is spent.\n\n## Other\n\nA budget is spent by calls, and calls add up over a long run.\n\n## Third\n\nNothing here.\n");
        var hits = await (await OpenAsync("corpus")).SearchAsync("budget", 5, Cancellation);
        hits.Select(hit => hit.Passage.Heading).ShouldBe(["Budgets", "Other"]);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Lines_and_offsets_are_those_of_the_file_whatever_its_line_breaks_and_mark(string newLine)
    {
        var text = "# T\u00EFtle\n\nFirst \u8A9E para.\n\n## Next\n\nSecond \U0001F600 para.\n".Replace("\n", newLine, StringComparison.Ordinal);
        var plain = _temporary.Write("plain/a.md", text);
        var marked = _temporary.Write("marked/a.md", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)]);

        foreach (var (name, file) in new[] { ("plain", plain), ("marked", marked) })
        {
            var passages = (await OpenAsync(name)).Passages;
            passages.Select(passage => passage.StartLine).ShouldBe([3, 7]);
            passages.Select(passage => passage.Title).ShouldAllBe(title => title == "T\u00EFtle");
            passages.ShouldAllBe(passage => BytesAt(file, passage) == passage.Text);
        }
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task Utf16_is_read_by_its_mark(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = "# T\u00EFtle\r\n\r\nA paragraph.\r\n";
        var file = _temporary.Write("corpus/a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        var passage = (await OpenAsync("corpus")).Passages.ShouldHaveSingleItem();
        (passage.Title, passage.Text, passage.StartLine).ShouldBe(("T\u00EFtle", "A paragraph.", 3));
        encoding.GetString(File.ReadAllBytes(file), (int)passage.Offset, 24).ShouldBe("A paragraph.");
    }

    [Fact]
    public async Task A_broken_byte_moves_no_offset()
    {
        var file = _temporary.Write("corpus/a.md", [.. "# \u00E9\n\nOne "u8, 0xFF, 0xC3, .. " two.\n\n## B\n\nThree.\n"u8]);
        var passage = (await OpenAsync("corpus")).Passages[1];
        passage.Text.ShouldBe("Three.");
        BytesAt(file, passage).ShouldBe("Three.");
    }

    [Fact]
    public async Task Windows_1252_is_read_when_nothing_in_a_file_is_utf8()
    {
        _temporary.Write("corpus/a.txt", [.. "Caf"u8, 0xE9, .. " "u8, 0x93, .. "open"u8, 0x94, .. " all day."u8]);
        (await OpenAsync("corpus")).Passages[0].Text.ShouldBe("Caf\u00E9 \u201Copen\u201D all day.");
    }

    [Fact]
    public async Task Roots_of_one_name_are_told_apart_and_repeated_roots_are_read_once()
    {
        _temporary.Write("x/docs/a.md", "Alpha text.");
        _temporary.Write("y/docs/a.md", "Beta text.");
        _temporary.Write("x/docs/inner/b.md", "Gamma text.");
        var corpus = await OpenAsync("x/docs", "y/docs", "x/docs/inner", "x/docs");
        corpus.Passages.Select(passage => passage.Location).ShouldBe(["docs/a.md", "docs/inner/b.md", "docs-2/a.md"]);
    }

    [Fact]
    public async Task Results_do_not_depend_on_how_files_came_to_the_disk()
    {
        string[] names = ["b.md", "a.md", "Z.md", "a-1.md", "\u00E9.md", "sub/a.md"];
        foreach (var name in names)
            _temporary.Write("one/corpus/" + name, $"# {name}\n\nAgents call tools.\n\nFile {name} differs.");
        foreach (var name in names.Reverse())
            _temporary.Write("two/corpus/" + name, $"# {name}\n\nAgents call tools.\n\nFile {name} differs.");

        var one = await OpenAsync("one/corpus");
        var two = await OpenAsync("two/corpus");
        one.Passages.ShouldBe(two.Passages);
        one.Passages.Select(passage => passage.Location).ShouldBe(one.Passages.Select(passage => passage.Location).Order(StringComparer.Ordinal));
        one.Identity.ShouldBe(two.Identity);
        (await one.SearchAsync("agents tools", 4, Cancellation)).ShouldBe(await two.SearchAsync("agents tools", 4, Cancellation));
    }

    [Fact]
    public async Task The_identity_changes_with_content_and_name()
    {
        _temporary.Write("corpus/a.md", "Alpha text.");
        var before = (await OpenAsync("corpus")).Identity;
        _temporary.Write("corpus/a.md", "Alpha texts");
        var changed = (await OpenAsync("corpus")).Identity;
        File.Move(Path.Combine(_temporary.Path, "corpus/a.md"), Path.Combine(_temporary.Path, "corpus/b.md"));
        var renamed = (await OpenAsync("corpus")).Identity;
        new[] { before, changed, renamed }.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Fact]
    public async Task Hidden_files_and_loops_of_links_are_left_out()
    {
        _temporary.Write("corpus/a.md", "Alpha text.");
        _temporary.Write("corpus/.hidden.md", "Hidden text.");
        _temporary.Write("corpus/.git/b.md", "Git text.");
        _temporary.Write("elsewhere/c.md", "Linked text.");
        var root = Path.Combine(_temporary.Path, "corpus");
        Directory.CreateSymbolicLink(Path.Combine(root, "self"), root);
        Directory.CreateSymbolicLink(Path.Combine(root, "up"), _temporary.Path);
        Directory.CreateSymbolicLink(Path.Combine(root, "there"), Path.Combine(_temporary.Path, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(root, "again.md"), Path.Combine(root, "a.md"));
        File.CreateSymbolicLink(Path.Combine(root, "broken.md"), Path.Combine(root, "missing.md"));
        File.CreateSymbolicLink(Path.Combine(root, "ring.md"), Path.Combine(root, "ring.md"));

        var corpus = await OpenAsync("corpus");

        corpus.Passages.Select(passage => passage.Location).ShouldBe(["corpus/a.md", "corpus/there/c.md"]);
        corpus.Warnings.Select(warning => warning.Path).ShouldBe(["corpus/broken.md", "corpus/ring.md"]);
    }

    [Fact]
    public async Task Bad_files_are_left_out_with_a_warning_each()
    {
        _temporary.Write("corpus/a.md", "Alpha text.");
        _temporary.Write("corpus/binary.txt", [1, 2, 0, 3]);
        _temporary.Write("corpus/garbage.txt", [.. Enumerable.Range(0, 400).Select(i => (byte)(0x80 + (i % 64)))]);
        _temporary.Write("corpus/broken.json", "{\"a\": 1,\n oops}");
        _temporary.Write("corpus/empty.md", "");
        _temporary.Write("corpus/blank.md", "\n \n");
        _temporary.Write("corpus/photo.png", [1, 2, 3]);
        using (var large = File.Create(Path.Combine(_temporary.Path, "corpus/large.md")))
            large.SetLength(200L * 1024 * 1024);
        using var held = new FileStream(_temporary.Write("corpus/held.md", "Held text."), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var corpus = await OpenAsync("corpus");

        corpus.Passages.ShouldHaveSingleItem();
        corpus.Warnings.ToDictionary(warning => warning.Path, warning => warning.Reason, StringComparer.Ordinal).ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["corpus/binary.txt"] = "it is binary, not text",
                ["corpus/garbage.txt"] = "it is binary, not text",
                ["corpus/broken.json"] = "it is not valid JSON (line 2, byte 2)",
                ["corpus/empty.md"] = "it is empty",
                ["corpus/blank.md"] = "it has no text",
                ["corpus/large.md"] = "it is larger than the limit of 20 MB; split it",
                ["corpus/held.md"] = "it cannot be read: it is in use, or the disk reports an error",
                ["corpus"] = "1 file of a type that is not read (.png)",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_huge_file_is_never_opened()
    {
        _temporary.Write("corpus/a.md", "Alpha text.");

        // Opening the file would fail, and the reason would say so.
        using var large = new FileStream(Path.Combine(_temporary.Path, "corpus/large.md"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        large.SetLength(200L * 1024 * 1024);
        (await OpenAsync("corpus")).Warnings.ShouldHaveSingleItem().Reason.ShouldContain("larger than the limit of 20 MB");
    }

    [Fact]
    public async Task A_corpus_that_cannot_be_used_is_the_users_error()
    {
        _temporary.Folder("empty");
        _temporary.Write("pictures/a.png", [1]);
        _temporary.Write("zeros.txt", [0, 0]);
        _temporary.Write("nothing.md", "");

        await ShouldFailAsync("missing", "does not exist", "Check the path");
        await ShouldFailAsync("empty", "no readable document", "choose another folder");
        await ShouldFailAsync("pictures", ".png", "choose another folder");
        await ShouldFailAsync("zeros.txt", "binary", "Give a text document");
        await ShouldFailAsync("nothing.md", "empty", "Give a text document");
        await Should.ThrowAsync<CorpusException>(() => CorpusSearch.OpenAsync(new CorpusOptions { Roots = [] }, Cancellation));
        await Should.ThrowAsync<CorpusException>(() => CorpusSearch.OpenAsync(new CorpusOptions { Roots = [" "] }, Cancellation));
    }

    [Fact]
    public async Task A_single_file_is_a_corpus()
    {
        _temporary.Write("docs/a.md", "Alpha text.");
        _temporary.Write("docs/b.unknown", "Beta text.");
        var corpus = await OpenAsync("docs/a.md", "docs/b.unknown");
        corpus.Passages.Select(passage => passage.Location).ShouldBe(["docs/a.md", "docs/b.unknown"]);
    }

    [Fact]
    public async Task A_passage_that_repeats_a_better_one_is_no_second_result()
    {
        foreach (var name in new[] { "a", "b", "c" })
            _temporary.Write($"corpus/{name}.md", "Agents retry failed calls with a growing delay and give up after five attempts.");
        _temporary.Write("corpus/d.md", "A retry hides a cause; log each of them before the agent goes on to the next one.");
        var hits = await (await OpenAsync("corpus")).SearchAsync("agent retry", 2, Cancellation);
        hits.Select(hit => hit.Passage.Location).Order(StringComparer.Ordinal).ShouldBe(["corpus/a.md", "corpus/d.md"]);
    }

    [Fact]
    public async Task Every_key_is_unique_and_every_word_of_prose_is_in_one_passage()
    {
        var paragraph = string.Join(' ', Enumerable.Range(0, 400).Select(i => $"word{i} and more text here." + (i % 9 == 0 ? "\n" : "")));
        var file = _temporary.Write("corpus/a.md", $"# T\n\n{paragraph}\n\n- item one\n- item two\n\n```\n{paragraph}\n```\n\n{new string('Q', 3000)}\n");
        var passages = (await OpenAsync("corpus")).Passages;

        passages.ShouldAllBe(passage => passage.Text.Length <= 900 && BytesAt(file, passage) == passage.Text);
        passages.Select(passage => passage.Key).Distinct(StringComparer.Ordinal).Count().ShouldBe(passages.Count);
        var all = string.Join('\n', passages.Select(passage => passage.Text));
        Enumerable.Range(0, 400).ShouldAllBe(i => all.Contains($"word{i} ", StringComparison.Ordinal));
        all.Count(c => c == 'Q').ShouldBe(3000);
        passages.Zip(passages.Skip(1)).ShouldAllBe(pair => pair.First.Offset + Encoding.UTF8.GetByteCount(pair.First.Text) <= pair.Second.Offset);
    }

    [Fact]
    public async Task A_code_block_is_not_cut_in_half()
    {
        var code = "```\n" + string.Concat(Enumerable.Repeat("A call. Another call.\n", 60)) + "```";
        _temporary.Write("corpus/a.md", $"# [T](x.md) `y`\n\nBefore.\n\n{code}\n\nAfter.\n");
        var passages = (await OpenAsync("corpus")).Passages;
        passages.Select(passage => passage.Text).ShouldBe(["Before.", code, "After."]);
        passages[0].Title.ShouldBe("T y");
    }

    [Fact]
    public async Task A_long_section_is_cut_into_parts_of_like_length()
    {
        var sentences = string.Join(' ', Enumerable.Range(0, 260).Select(i => $"This is sentence number {i:000} of the section."));
        _temporary.Write("corpus/a.md", "# T\n\n" + sentences);
        var passages = (await OpenAsync("corpus")).Passages;
        var ideal = (sentences.Length + 899) / 900;
        passages.Count.ShouldBeInRange(ideal, ideal + 1);
        passages.Min(passage => passage.Text.Length).ShouldBeGreaterThan(450);
        passages.ShouldAllBe(passage => passage.Text.StartsWith("This is", StringComparison.Ordinal) && passage.Text.EndsWith('.'));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<CorpusSearch> OpenAsync(params string[] roots) =>
        CorpusSearch.OpenAsync(new CorpusOptions { Roots = [.. roots.Select(root => Path.Combine(_temporary.Path, root))] }, Cancellation);

    private async Task ShouldFailAsync(string root, string what, string advice)
    {
        var exception = await Should.ThrowAsync<CorpusException>(() => OpenAsync(root));
        exception.Message.ShouldContain(root);
        exception.Message.ShouldContain(what);
        exception.Message.ShouldContain(advice);
        exception.Path.ShouldEndWith(root);
    }

    private static string BytesAt(string file, SourcePassage passage) =>
        Encoding.UTF8.GetString(File.ReadAllBytes(file), (int)passage.Offset, Encoding.UTF8.GetByteCount(passage.Text));
}
