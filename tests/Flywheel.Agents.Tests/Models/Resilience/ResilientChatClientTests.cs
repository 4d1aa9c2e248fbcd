using Flywheel.Agents.Models;
using Flywheel.Agents.Models.Resilience;
using Flywheel.Harness.Specs;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using static Flywheel.Agents.Tests.Models.Resilience.ScriptedChatClient;

namespace Flywheel.Agents.Tests.Models.Resilience;

public sealed class ResilientChatClientTests
{
    private readonly ManualTime _time = new();
    private readonly List<ModelAttempt> _seen = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => ["plain", "streamed", "buffered"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Passing_failures_are_repeated_and_every_retry_is_reported(string way)
    {
        var inner = new ScriptedChatClient(Fails(Passing("tired", 503)), Fails(Passing("lost", null)), Says("An ", "answer"));

        var response = await AskAsync(way, inner, Immediately);

        response.Text.ShouldBe("An answer");
        inner.Calls.ShouldBe(3);
        _seen.ShouldBe(
        [
            new ModelAttempt(1, 3, TimeSpan.Zero, "tired", 503, ModelFailure.Rejected, TimeSpan.Zero),
            new ModelAttempt(2, 3, TimeSpan.Zero, "lost", null, ModelFailure.Rejected, TimeSpan.Zero),
        ]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task First_answer_reports_nothing(string way)
    {
        (await AskAsync(way, new ScriptedChatClient(Says("An answer")), Immediately)).Text.ShouldBe("An answer");

        _seen.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Attempts_are_counted_and_the_last_failure_is_thrown(string way)
    {
        var inner = new ScriptedChatClient(Fails(Passing("tired", 503)));

        var failure = await Should.ThrowAsync<ModelException>(() => AskAsync(way, inner, Immediately));

        inner.Calls.ShouldBe(3);
        _seen.Count.ShouldBe(2);
        failure.Message.ShouldBe("tired (after 3 attempts)");
        failure.Attempts.ShouldBe(3);
        failure.Status.ShouldBe(503);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task One_attempt_means_no_retry(string way)
    {
        var inner = new ScriptedChatClient(Fails(Passing("tired", 503)));

        var failure = await Should.ThrowAsync<ModelException>(
            () => AskAsync(way, inner, Immediately with { Retry = new RetrySpec { Attempts = 1 } }));

        inner.Calls.ShouldBe(1);
        failure.Message.ShouldBe("tired");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Lasting_failure_is_thrown_at_once(string way)
    {
        var inner = new ScriptedChatClient(Fails(new ModelException(ModelFailure.Rejected, "bad key") { Status = 401 }));

        await Should.ThrowAsync<ModelException>(() => AskAsync(way, inner, Immediately));

        inner.Calls.ShouldBe(1);
        _seen.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Bug_is_not_repeated(string way)
    {
        var inner = new ScriptedChatClient(Fails(new InvalidOperationException("a bug")));

        await Should.ThrowAsync<InvalidOperationException>(() => AskAsync(way, inner, Immediately));

        inner.Calls.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Broken_connection_of_any_client_is_repeated(string way)
    {
        var inner = new ScriptedChatClient(Fails(new HttpRequestException("refused")), Fails(new IOException("reset")), Says("An answer"));

        (await AskAsync(way, inner, Immediately)).Text.ShouldBe("An answer");

        _seen.Select(static a => (a.Failure, a.Reason)).ShouldBe(
            [(ModelFailure.Unreachable, "Endpoint 'test': refused"), (ModelFailure.Unreachable, "Endpoint 'test': reset")]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_attempt_sends_the_same_messages_even_when_they_can_be_read_once_only(string way)
    {
        var inner = new ScriptedChatClient(Fails(Passing("tired", 503)), Says("An answer"));
        var once = new Queue<ChatMessage>([new(ChatRole.User, "one"), new(ChatRole.User, "two")]);

        await AskAsync(way, inner, Immediately, Drain(once));

        inner.Sent.ShouldBe(["onetwo", "onetwo"]);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(0, 0)]
    [InlineData(3600, 60)]
    public async Task Provider_says_how_long_to_wait_within_the_cap(int asked, int waited)
    {
        var inner = new ScriptedChatClient(Fails(Passing("slow down", 429, TimeSpan.FromSeconds(asked))), Says("An answer"));
        var call = AskAsync("plain", inner, new ResilienceOptions { TimeProvider = _time });

        if (waited > 0)
        {
            await _time.TimerDueIn(TimeSpan.FromSeconds(waited), Ct);
            inner.Calls.ShouldBe(1);
            _time.Advance(TimeSpan.FromSeconds(waited));
        }

        (await call).Text.ShouldBe("An answer");
        _seen.ShouldHaveSingleItem().Delay.ShouldBe(TimeSpan.FromSeconds(waited));
    }

    [Fact]
    public async Task Backoff_grows_and_is_capped()
    {
        var delays = await DelaysAsync(static () => 0.5, attempts: 10, cap: 30);

        delays.Count.ShouldBe(9);
        delays.Take(6).ShouldBeInOrder(SortDirection.Ascending);
        delays[0].ShouldBeInRange(0.5, 2);
        (delays[4] / delays[3]).ShouldBe(2, 0.1);
        delays[^1].ShouldBe(30);
    }

    [Fact]
    public void Jitter_comes_from_the_given_source_and_stays_in_bounds() => Prop.ForAll<int>(static seed =>
    {
        var first = DelaysAsync(new Random(seed).NextDouble, attempts: 5, cap: 60).GetAwaiter().GetResult();
        var again = DelaysAsync(new Random(seed).NextDouble, attempts: 5, cap: 60).GetAwaiter().GetResult();
        return first.SequenceEqual(again) && first.Distinct().Count() == first.Count && first.All(static d => d is >= 0 and <= 60);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Cancelling_ends_the_wait(string way)
    {
        var inner = new ScriptedChatClient(Fails(Passing("slow down", 429, TimeSpan.FromSeconds(20))));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = AskAsync(way, inner, new ResilienceOptions { TimeProvider = _time }, cancellationToken: cancellation.Token);

        await _time.TimerDueIn(TimeSpan.FromSeconds(20), Ct);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        inner.Calls.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Cancelling_an_attempt_is_no_timeout_and_is_not_repeated(string way)
    {
        var inner = new ScriptedChatClient(IsSilent());
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = AskAsync(way, inner, Immediately, cancellationToken: cancellation.Token);

        await _time.TimerDueIn(TimeSpan.FromSeconds(120), Ct);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        inner.Calls.ShouldBe(1);
        _seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("plain", "Endpoint 'test': no answer within 120 s")]
    [InlineData("streamed", "Endpoint 'test': nothing more of the answer within 120 s")]
    [InlineData("buffered", "Endpoint 'test': nothing more of the answer within 120 s")]
    public async Task Silent_attempt_times_out_and_is_repeated(string way, string reason)
    {
        var inner = new ScriptedChatClient(IsSilent(), Says("An answer"));
        var call = AskAsync(way, inner, Immediately);

        await _time.TimerDueIn(TimeSpan.FromSeconds(120), Ct);
        _time.Advance(TimeSpan.FromSeconds(120));

        (await call).Text.ShouldBe("An answer");
        _seen.ShouldHaveSingleItem().ShouldBe(new ModelAttempt(1, 3, TimeSpan.Zero, reason, null, ModelFailure.TimedOut, TimeSpan.FromSeconds(120)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Attempts_out_of_range_are_refused(int attempts) => Should.Throw<ArgumentException>(
        () => new ResilientChatClient(new ScriptedChatClient(), "test", Immediately with { Retry = new RetrySpec { Attempts = attempts } }))
        .Message.ShouldStartWith($"retry.attempts is {attempts}; it must be from 1 to 10.");

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Backoff_out_of_range_is_refused(double seconds) => Should.Throw<ArgumentException>(
        () => new ResilientChatClient(new ScriptedChatClient(), "test", Immediately with { Retry = new RetrySpec { BackoffSeconds = seconds } }));

    [Fact]
    public async Task Observers_add_up_and_leave_the_callers_options_as_they_were()
    {
        var inner = new ScriptedChatClient(Fails(Passing("tired", 503)), Says("An answer"));
        var order = new List<string>();
        var client = new ResilientChatClient(inner, "test", Immediately)
            .ObserveAttempts(_ => order.Add("inner"))
            .ObserveAttempts(_ => order.Add("outer"));
        var options = new ChatOptions { Temperature = 0.5f };

        await client.GetResponseAsync("x", options, Ct);

        order.ShouldBe(["outer", "inner"]);
        options.AdditionalProperties.ShouldBeNull();
        client.Dispose();
        inner.Disposals.ShouldBe(0);
    }

    private ResilienceOptions Immediately => new() { Retry = new RetrySpec { Attempts = 3, BackoffSeconds = 0 }, TimeProvider = _time };

    private static ModelException Passing(string message, int? status, TimeSpan? retryAfter = null) =>
        new(ModelFailure.Rejected, message) { Status = status, IsRetryable = true, RetryAfter = retryAfter };

    private async Task<ChatResponse> AskAsync(
        string way, IChatClient inner, ResilienceOptions options, IEnumerable<ChatMessage>? messages = null, CancellationToken? cancellationToken = null)
    {
        options = options with { StreamRetry = way == "buffered" ? StreamRetry.Buffered : StreamRetry.BeforeContent };
        using var client = new ResilientChatClient(inner, "test", options).ObserveAttempts(_seen.Add);
        messages ??= [new ChatMessage(ChatRole.User, "A question")];
        var token = cancellationToken ?? Ct;
        return way == "plain"
            ? await client.GetResponseAsync(messages, cancellationToken: token)
            : await client.GetStreamingResponseAsync(messages, cancellationToken: token).ToChatResponseAsync(token);
    }

    private static IEnumerable<ChatMessage> Drain(Queue<ChatMessage> messages)
    {
        while (messages.TryDequeue(out var message))
            yield return message;
    }

    private static async Task<IReadOnlyList<double>> DelaysAsync(Func<double> jitter, int attempts, double cap)
    {
        var time = new ManualTime { PassAtOnce = TimeSpan.FromSeconds(cap) };
        var delays = new List<double>();
        using var client = new ResilientChatClient(
            new ScriptedChatClient(Fails(Passing("tired", 503))),
            "test",
            new ResilienceOptions { Retry = new RetrySpec { Attempts = attempts }, MaxDelay = TimeSpan.FromSeconds(cap), Jitter = jitter, TimeProvider = time })
            .ObserveAttempts(attempt => delays.Add(attempt.Delay.TotalSeconds));
        await Should.ThrowAsync<ModelException>(() => client.GetResponseAsync("x"));
        return delays;
    }
}
