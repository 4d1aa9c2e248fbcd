using Flywheel.Storage.Text;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Text;

public class TextIndexTests
{
    [Fact]
    public void Ranking_agrees_with_the_formula_computed_naively() =>
        Texts.Check(Prop.ForAll(Texts.Many, Texts.Plain, (texts, query) =>
        {
            var hits = IndexOf(texts).Search(query, int.MaxValue);
            var naive = NaiveBm25.Rank(texts, query);
            hits.Select(hit => hit.Id).ShouldBe(naive.Select(hit => hit.Id));
            hits.Zip(naive).ShouldAllBe(pair => Math.Abs(pair.First.Score - pair.Second.Score) < 1e-9);
        }));

    [Fact]
    public void A_limit_keeps_the_first_of_the_whole_ranking() =>
        Texts.Check(Prop.ForAll(Texts.Many, Texts.Plain, (texts, query) =>
        {
            var index = IndexOf(texts);
            var all = index.Search(query, int.MaxValue);
            index.Search(query, 3).ShouldBe(all.Take(3));
            index.Search(query, 2, id => id % 2 == 0).ShouldBe(all.Where(hit => hit.Id % 2 == 0).Take(2));
        }));

    [Fact]
    public void A_saved_index_is_the_same_when_loaded_and_goes_on_growing() =>
        Texts.Check(Prop.ForAll(Texts.Many, Texts.Many, (first, second) =>
        {
            var index = IndexOf(first);
            var loaded = Load(Save(index));
            Save(loaded).ShouldBe(Save(index));
            foreach (var text in second)
                loaded.Add(text).ShouldBe(index.Add(text));
            Save(loaded).ShouldBe(Save(index));
        }));

    [Fact]
    public void A_large_vocabulary_is_saved_and_loaded()
    {
        var index = IndexOf([.. Enumerable.Range(0, 300).Select(i => string.Join(' ', Enumerable.Range(i * 7, 20).Select(k => $"w{k}")))]);
        index.TermCount.ShouldBeGreaterThan(2000);
        Save(Load(Save(index))).ShouldBe(Save(index));
    }

    [Fact]
    public void Equal_scores_are_ordered_by_id()
    {
        var index = IndexOf(["context window", "context window", "other", "context window"]);
        index.Search("context", 10).Select(hit => hit.Id).ShouldBe([0, 1, 3]);
        index.Search("context", 2).Select(hit => hit.Id).ShouldBe([0, 1]);
    }

    [Fact]
    public void The_words_of_a_heading_weigh_more()
    {
        var index = new TextIndex();
        index.Add("retry policy of a client", heading: "budget");
        index.Add("retry policy of a client budget");
        index.Add("something else");
        index.Search("budget", 10).Select(hit => hit.Id).ShouldBe([0, 1]);
        index.Search("budget", 10)[0].Score.ShouldBeGreaterThan(index.Search("budget", 10)[1].Score);
    }

    [Fact]
    public void Rare_terms_weigh_more_than_common_ones()
    {
        var index = IndexOf(["agent memory", "agent tools", "agent cost"]);
        index.Idf("memori").ShouldBe(Math.Log(1 + (2.5 / 1.5)), 1e-12);
        index.Idf("agent").ShouldBe(Math.Log(1 + (0.5 / 3.5)), 1e-12);
        index.Idf("absent").ShouldBe(Math.Log(1 + (3.5 / 0.5)), 1e-12);
        index.TextsWith("agent").ShouldBe(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("the of and")]
    [InlineData("zebra")]
    public void A_query_without_known_terms_finds_nothing(string query) => IndexOf(["agent memory"]).Search(query, 5).ShouldBeEmpty();

    [Fact]
    public void An_empty_index_finds_nothing_and_survives_saving()
    {
        new TextIndex().Search("agent", 5).ShouldBeEmpty();
        Load(Save(new TextIndex())).Count.ShouldBe(0);
    }

    [Fact]
    public void Loading_reads_no_further_than_the_index()
    {
        var bytes = Save(IndexOf(["agent memory"]));
        using var stream = new MemoryStream([.. bytes, 7, 8]);
        TextIndex.Load(stream);
        stream.Position.ShouldBe(bytes.Length);
    }

    [Fact]
    public void Every_changed_or_missing_byte_is_noticed()
    {
        var bytes = Save(IndexOf(["agent memory", "tools and agents", "caf\u00E9"]));
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var bit in (int[])[1, 0x80])
            {
                var changed = bytes.ToArray();
                changed[i] ^= (byte)bit;
                Should.Throw<InvalidDataException>(() => Load(changed)).Message.ShouldContain("delete the file");
            }

            Should.Throw<InvalidDataException>(() => Load(bytes[..i]));
        }
    }

    [Fact]
    public async Task Many_threads_may_search_at_once()
    {
        var index = IndexOf([.. Enumerable.Range(0, 500).Select(i => $"agent {i} memory {i % 7} context {i % 13}")]);
        string[] queries = ["agent 3", "memory context 5", "context 12", "agent 7 memory"];
        var expected = queries.Select(query => index.Search(query, 20)).ToArray();
        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, (i, _) =>
        {
            index.Search(queries[i % 4], 20).ShouldBe(expected[i % 4]);
            return ValueTask.CompletedTask;
        });
    }

    private static TextIndex IndexOf(string[] texts)
    {
        var index = new TextIndex();
        foreach (var text in texts)
            index.Add(text);
        return index;
    }

    private static byte[] Save(TextIndex index)
    {
        using var stream = new MemoryStream();
        index.Save(stream);
        return stream.ToArray();
    }

    private static TextIndex Load(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return TextIndex.Load(stream);
    }
}
