using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Storage.Text;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

public sealed class CompressTests
{
    [Theory]
    [InlineData(1500)]
    [InlineData(400)]
    [InlineData(100)]
    [InlineData(10)]
    public async Task The_state_keeps_within_its_limit_in_whole_sentences(int most)
    {
        var batch = await ForAsync(Counting);

        var state = Compress.Answer(Request("", batch) with { MaxChars = most });

        state.Length.ShouldBeLessThanOrEqualTo(most);
        var bullets = state.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bullets.Length.ShouldBeLessThanOrEqualTo(8);
        bullets.ShouldAllBe(bullet => bullet.StartsWith("- ", StringComparison.Ordinal) && bullet.EndsWith('.'));
    }

    [Fact]
    public async Task The_usual_limit_gives_five_to_eight_bullets()
    {
        var state = Compress.Answer(Request("", await ForAsync(Counting)));

        state.Split('\n').Length.ShouldBeInRange(5, 8);
    }

    [Fact]
    public async Task Merging_the_same_batch_again_changes_nothing()
    {
        var batch = await ForAsync(Counting);
        var state = Compress.Answer(Request("", batch));

        Compress.Answer(Request(state, batch)).Split('\n').ShouldBe(state.Split('\n'), ignoreOrder: true);
    }

    [Fact]
    public void What_is_known_stays_when_the_batch_is_about_something_else()
    {
        const string Known = "- Prefetching keeps the cache warm because the next request is nearly always known.";

        Compress.Answer(Request(Known, [Caches[5]]) with { MaxChars = Known.Length, Task = "Top 3 ways to keep a cache warm" }).ShouldBe(Known);
    }

    [Fact]
    public void No_bullet_repeats_another()
    {
        var state = Compress.Answer(Request("- Warm caches save waiting time, because readers never meet an empty entry.", Caches) with { Task = "Top 3 ways to keep a cache warm" });

        var bullets = state.Split('\n');
        for (var i = 1; i < bullets.Length; i++)
            bullets.Take(i).ShouldAllBe(other => Shingles.Of(other, 3).Jaccard(Shingles.Of(bullets[i], 3)) < 0.4);
    }

    [Fact]
    public void Nothing_in_gives_nothing_out() => Compress.Answer(Request("", [])).ShouldBe("");

    private static CompressRequest Request(string knowledge, IReadOnlyList<Sources.SourcePassage> batch) =>
        new() { Task = Counting, Harness = HarnessWith(), Knowledge = knowledge, Batch = batch };
}
