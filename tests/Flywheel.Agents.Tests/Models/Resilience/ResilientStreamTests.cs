using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Flywheel.Agents.Models;
using Flywheel.Agents.Models.Resilience;
using Flywheel.Harness.Specs;
using Microsoft.Extensions.AI;
using static Flywheel.Agents.Tests.Models.Resilience.ScriptedChatClient;

namespace Flywheel.Agents.Tests.Models.Resilience;

public sealed class ResilientStreamTests
{
    private static readonly ModelException Cut = new(ModelFailure.Cut, "cut") { IsRetryable = true };

    private readonly ManualTime _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_that_was_seen_is_never_restarted()
    {
        var inner = new ScriptedChatClient(Fails(Cut, "half an "), Says("whole answer"));
        var seen = new List<string>();

        var failure = await Should.ThrowAsync<ModelException>(() => ReadAsync(Client(inner, StreamRetry.BeforeContent), seen));

        failure.ShouldBeSameAs(Cut);
        seen.ShouldBe(["half an "]);
        inner.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Buffered_stream_is_restarted_and_only_the_whole_one_is_seen()
    {
        var inner = new ScriptedChatClient(Fails(Cut, "half an "), Says("whole ", "answer"));
        var seen = new List<string>();

        await ReadAsync(Client(inner, StreamRetry.Buffered), seen);

        seen.ShouldBe(["whole ", "answer"]);
        inner.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Updates_without_content_do_not_end_the_time_for_retries()
    {
        var inner = new ScriptedChatClient(Fails(Cut), Says("whole answer")); // a failing script still says which role speaks
        var seen = new List<string>();

        await ReadAsync(Client(inner, StreamRetry.BeforeContent), seen);

        seen.ShouldBe(["whole answer"]);
        inner.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Long_answer_may_take_as_long_as_it_keeps_coming()
    {
        var updates = Channel.CreateUnbounded<string>();
        var inner = new ScriptedChatClient(token => Live(updates.Reader, token));
        await using var stream = Client(inner, StreamRetry.BeforeContent)
            .GetStreamingResponseAsync("x", cancellationToken: Ct).GetAsyncEnumerator(Ct);

        for (int i = 0; i < 5; i++)
        {
            var next = NextTextAsync(stream);
            await _time.TimerDueIn(TimeSpan.FromSeconds(120), Ct);
            _time.Advance(TimeSpan.FromSeconds(119));
            updates.Writer.TryWrite($"part {i}");

            (await next).ShouldBe($"part {i}");
        }
    }

    [Fact]
    public async Task Silence_after_content_ends_the_stream_with_a_timeout()
    {
        var inner = new ScriptedChatClient(IsSilent("part"));
        await using var stream = Client(inner, StreamRetry.BeforeContent)
            .GetStreamingResponseAsync("x", cancellationToken: Ct).GetAsyncEnumerator(Ct);
        (await NextTextAsync(stream)).ShouldBe("part");

        var next = stream.MoveNextAsync();
        await _time.TimerDueIn(TimeSpan.FromSeconds(120), Ct);
        _time.Advance(TimeSpan.FromSeconds(120));

        var failure = await Should.ThrowAsync<ModelException>(next.AsTask);
        failure.Failure.ShouldBe(ModelFailure.TimedOut);
        inner.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Time_the_consumer_takes_does_not_count()
    {
        var inner = new ScriptedChatClient(Says("one", "two"));
        var seen = new List<string>();

        await foreach (var update in Client(inner, StreamRetry.BeforeContent).GetStreamingResponseAsync("x", cancellationToken: Ct))
        {
            seen.Add(update.Text);
            _time.Advance(TimeSpan.FromHours(1));
        }

        seen.ShouldBe(["one", "two", ""]);
    }

    private ResilientChatClient Client(IChatClient inner, StreamRetry policy) => new(
        inner, "test", new ResilienceOptions { Retry = new RetrySpec { BackoffSeconds = 0 }, StreamRetry = policy, TimeProvider = _time });

    private static async Task ReadAsync(ResilientChatClient client, List<string> seen)
    {
        await foreach (var update in client.GetStreamingResponseAsync("x", cancellationToken: Ct))
        {
            if (update.Text.Length > 0)
                seen.Add(update.Text);
        }
    }

    private static async Task<string> NextTextAsync(IAsyncEnumerator<ChatResponseUpdate> stream)
    {
        while (await stream.MoveNextAsync())
        {
            if (stream.Current.Text.Length > 0)
                return stream.Current.Text;
        }

        return "(the stream ended)";
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Live(ChannelReader<string> parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in parts.ReadAllAsync(cancellationToken))
            yield return new ChatResponseUpdate(ChatRole.Assistant, part);
    }
}
