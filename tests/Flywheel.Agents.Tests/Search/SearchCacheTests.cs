using Flywheel.Agents.Search;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Tests.Search;

public sealed class SearchCacheTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly SettableTime _time = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task An_answer_is_found_again_by_query_provider_and_limit()
    {
        var cache = new SearchCache(_temporary.Path, _time);
        SearchHit[] hits = [Hit("a", 1.25), Hit("b", 0.1)];
        (await cache.PutAsync("Agent  Memory", "p", 5, hits, Cancellation)).ShouldBeTrue();

        (await cache.GetAsync(" agent memory ", "p", 5, Cancellation)).ShouldBe(hits);
        (await cache.GetAsync("agent memory", "q", 5, Cancellation)).ShouldBeNull();
        (await cache.GetAsync("agent memory", "p", 6, Cancellation)).ShouldBeNull();
        (await cache.GetAsync("agent", "p", 5, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_expires()
    {
        var cache = new SearchCache(_temporary.Path, _time, TimeSpan.FromHours(1));
        await cache.PutAsync("q", "p", 5, [Hit("a", 1)], Cancellation);
        _time.Now += TimeSpan.FromMinutes(59);
        (await cache.GetAsync("q", "p", 5, Cancellation)).ShouldNotBeNull();
        _time.Now += TimeSpan.FromMinutes(1);
        (await cache.GetAsync("q", "p", 5, Cancellation)).ShouldBeNull();
        (await cache.RemoveExpiredAsync(Cancellation)).ShouldBe(1);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_removed()
    {
        var cache = new SearchCache(_temporary.Path, _time);
        await cache.PutAsync("q", "p", 5, [Hit("a", 1)], Cancellation);
        var left = Path.Combine(Path.GetDirectoryName(Files().ShouldHaveSingleItem())!, ".flywheel-0011223344556677.tmp");
        await File.WriteAllTextAsync(left, "{", Cancellation);
        File.SetLastWriteTimeUtc(left, _time.Now.UtcDateTime.AddHours(-2));
        (await cache.RemoveExpiredAsync(Cancellation)).ShouldBe(1);
        Files().ShouldHaveSingleItem().ShouldEndWith(".json");
    }

    [Fact]
    public async Task An_empty_answer_is_not_remembered()
    {
        var cache = new SearchCache(_temporary.Path, _time);
        (await cache.PutAsync("q", "p", 5, [], Cancellation)).ShouldBeFalse();
        Files().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"schema\": 1, \"key\": \"x\", \"value\": [null]}")]
    [InlineData("{\"schema\": 99}")]
    public async Task A_damaged_file_counts_as_absent_and_is_replaced(string content)
    {
        var cache = new SearchCache(_temporary.Path, _time);
        await cache.PutAsync("q", "p", 5, [Hit("a", 1)], Cancellation);
        var file = Files().ShouldHaveSingleItem();
        await File.WriteAllTextAsync(file, content, Cancellation);

        (await cache.GetAsync("q", "p", 5, Cancellation)).ShouldBeNull();
        (await cache.PutAsync("q", "p", 5, [Hit("b", 2)], Cancellation)).ShouldBeTrue();
        (await cache.GetAsync("q", "p", 5, Cancellation))!.ShouldHaveSingleItem().ShouldBe(Hit("b", 2));
        Files().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_answer_cut_at_any_byte_is_never_half_an_answer()
    {
        var cache = new SearchCache(_temporary.Path, _time);
        await cache.PutAsync("q", "p", 5, [Hit("a", 1), Hit("b", 1)], Cancellation);
        var file = Files().ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        for (var length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(file, bytes[..length], Cancellation);
            (await cache.GetAsync("q", "p", 5, Cancellation)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_no_result()
    {
        var file = _temporary.Write("occupied", "a file where the folder should be");
        var cache = new SearchCache(file, _time);
        (await cache.PutAsync("q", "p", 5, [Hit("a", 1)], Cancellation)).ShouldBeFalse();
        (await cache.GetAsync("q", "p", 5, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Writers_at_once_leave_one_whole_file()
    {
        var cache = new SearchCache(_temporary.Path, _time);
        await Parallel.ForAsync(0, 50, Cancellation, async (i, token) =>
        {
            await cache.PutAsync("q", "p", 5, [Hit("a", i)], token);
            (await cache.GetAsync("q", "p", 5, token)).ShouldNotBeNull();
        });
        Files().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_cached_provider_is_asked_once()
    {
        var inner = new CountingProvider();
        var provider = new CachingSearchProvider(inner, new SearchCache(_temporary.Path, _time));
        var first = await provider.SearchAsync("q", 3, Cancellation);
        var second = await provider.SearchAsync("Q ", 3, Cancellation);
        second.ShouldBe(first);
        inner.Calls.ShouldBe(1);
        await provider.SearchAsync("nothing", 3, Cancellation);
        await provider.SearchAsync("nothing", 3, Cancellation);
        inner.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task Research_is_found_again_by_all_it_depends_on()
    {
        var cache = new ResearchCache(_temporary.Path, _time);
        var key = new ResearchKey("Top 5  Ways", TaskType.Enumerated, "p", "s");
        var research = new CachedResearch
        {
            Evidence = [Hit("a", 1).Passage], Knowledge = "- known", SearchRounds = 2, NoveltyScores = [10, 4.5], Queries = ["one", "two"],
        };
        (await cache.PutAsync(key, research, Cancellation)).ShouldBeTrue();

        var found = (await cache.GetAsync(key with { Task = "top 5 ways" }, Cancellation))!;
        found.Evidence.ShouldBe(research.Evidence);
        (found.Knowledge, found.SearchRounds).ShouldBe((research.Knowledge, research.SearchRounds));
        found.NoveltyScores.ShouldBe(research.NoveltyScores);
        found.Queries.ShouldBe(research.Queries);
        (await cache.GetAsync(key with { TaskType = TaskType.Research }, Cancellation)).ShouldBeNull();
        (await cache.GetAsync(key with { ProviderIdentity = "q" }, Cancellation)).ShouldBeNull();
        (await cache.GetAsync(key with { Settings = "t" }, Cancellation)).ShouldBeNull();
        (await cache.PutAsync(key with { Settings = "t" }, research with { Evidence = [] }, Cancellation)).ShouldBeFalse();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Files() => Directory.GetFiles(_temporary.Path, "*", SearchOption.AllDirectories);

    private static SearchHit Hit(string name, double score) => new(
        new SourcePassage { Location = $"c/{name}.md", Title = name, Heading = null, StartLine = 1, EndLine = 2, Offset = 0, Text = "T\u00EBxt \uD83D\uDE00" },
        score);

    private sealed class CountingProvider : ISearchProvider
    {
        public int Calls { get; private set; }

        public string Name => "counting";

        public ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
        {
            Calls++;
            return ValueTask.FromResult<IReadOnlyList<SearchHit>>(query == "nothing" ? [] : [Hit("a", 1)]);
        }
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
