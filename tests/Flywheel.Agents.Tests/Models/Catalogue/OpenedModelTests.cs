using Flywheel.Agents.Models;
using Flywheel.Agents.Models.Catalogue;
using Flywheel.Agents.Models.Resilience;
using Flywheel.Agents.Tests.Models.Resilience;
using Flywheel.Agents.Tests.Models.TestServer;
using Flywheel.Harness.Specs;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Models.Catalogue;

/// <summary>What the catalogue opens, used over a real connection.</summary>
public sealed class OpenedModelTests
{
    private const string Key = "sk-test-0123456789abcdef";

    private readonly ManualTime _time = new();
    private readonly List<ModelAttempt> _seen = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static RetrySpec AtOnce => new() { BackoffSeconds = 0 };

    [Fact]
    public async Task Openai_needs_only_environment_variables()
    {
        await using var server = await OpenAiTestServer.StartAsync(Reply.Text("hello"));
        using var catalogue = FromEnvironment(("OPENAI_BASE_URL", server.BaseUrl.ToString()), ("OPENAI_API_KEY", Key));

        (await catalogue.Open("openai:gpt-test", AtOnce).GetResponseAsync("x", cancellationToken: Ct)).Text.ShouldBe("hello");

        var request = server.Requests.ShouldHaveSingleItem();
        request.Model.ShouldBe("gpt-test");
        request.Headers["Authorization"].ShouldBe($"Bearer {Key}");
    }

    [Fact]
    public async Task Ollama_needs_only_its_host_and_gets_no_key()
    {
        await using var server = await OpenAiTestServer.StartAsync(Reply.Text("hello"));
        using var catalogue = FromEnvironment(("OLLAMA_HOST", server.BaseUrl.Authority), ("OPENAI_API_KEY", Key));
        var client = catalogue.Open("ollama:qwen3:32b", AtOnce);

        (await client.GetResponseAsync("x", cancellationToken: Ct)).Text.ShouldBe("hello");

        var request = server.Requests.ShouldHaveSingleItem();
        request.Model.ShouldBe("qwen3:32b");
        request.Headers.ContainsKey("Authorization").ShouldBeFalse();
        client.GetService<ChatClientMetadata>()!.ProviderName.ShouldBe("ollama");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("streamed")]
    public async Task Bad_days_of_an_endpoint_end_in_an_answer_and_each_retry_is_seen(string way)
    {
        await using var server = await OpenAiTestServer.StartAsync(
            Reply.Error(429, "Slow down.").RetryAfter(_time.GetUtcNow().AddSeconds(30)),
            Reply.Error(500, "Tripped."),
            Reply.Text("lost") with { Cut = new ReplyCut(0, CutKind.Reset) },
            Reply.Text("whole answer"));
        using var catalogue = Catalogue(server);

        var call = AskAsync(way, catalogue.Open("local:m", AtOnce with { Attempts = 4 }));
        await _time.TimerDueIn(TimeSpan.FromSeconds(30), Ct);
        server.Requests.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(30));
        var response = await call;

        response.Text.ShouldBe("whole answer");
        response.Usage.ShouldNotBeNull();
        server.Requests.Count.ShouldBe(4);
        _seen.Select(static a => (a.Attempt, a.Status, a.Delay.TotalSeconds)).ShouldBe([(1, 429, 30), (2, 500, 0), (3, null, 0)]);
        _seen[0].Reason.ShouldBe("Endpoint 'local' answered 429 Too Many Requests: Slow down.");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("streamed")]
    public async Task Endpoint_that_stays_down_fails_with_the_providers_words(string way)
    {
        await using var server = await OpenAiTestServer.StartAsync();
        server.Responder = static _ => Reply.Error(503, "Model is loading.");
        using var catalogue = Catalogue(server);

        var failure = await Should.ThrowAsync<ModelException>(() => AskAsync(way, catalogue.Open("local:m", AtOnce)));

        failure.Message.ShouldBe("Endpoint 'local' answered 503 Service Unavailable: Model is loading. (after 3 attempts)");
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Stream_cut_after_content_is_restarted_only_when_it_is_buffered()
    {
        var cut = Reply.Text("half of an answer") with { Cut = new ReplyCut(3, CutKind.Close) };
        await using var server = await OpenAiTestServer.StartAsync(cut, cut, Reply.Text("whole answer"));
        using var live = Catalogue(server);
        using var buffered = Catalogue(server, StreamRetry.Buffered);

        var failure = await Should.ThrowAsync<ModelException>(() => AskAsync("streamed", live.Open("local:m", AtOnce)));
        failure.Failure.ShouldBe(ModelFailure.Cut);
        server.Requests.Count.ShouldBe(1);

        (await AskAsync("streamed", buffered.Open("local:m", AtOnce))).Text.ShouldBe("whole answer");
        server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("streamed")]
    public async Task No_more_calls_run_at_a_time_than_the_endpoint_allows(string way)
    {
        ReplyHold[] holds = [.. Enumerable.Range(0, 6).Select(static _ => new ReplyHold())];
        await using var server = await OpenAiTestServer.StartAsync([.. holds.Select(static h => Reply.Text("ok") with { Hold = h })]);
        using var catalogue = Catalogue(server, concurrency: 2);

        // Every call has a client of its own; the limit is the endpoint's.
        Task[] calls = [.. Enumerable.Range(0, 6).Select(_ => AskAsync(way, catalogue.Open("local:m", AtOnce)))];
        await Task.WhenAll(holds[0].Reached, holds[1].Reached).WaitAsync(Ct);
        server.Requests.Count.ShouldBe(2);
        foreach (var hold in holds)
            hold.Release();

        await Task.WhenAll(calls);
        server.Requests.Count.ShouldBe(6);
        server.PeakInFlight.ShouldBe(2);
    }

    [Fact]
    public async Task Endpoint_that_says_nothing_is_given_up_after_its_timeout()
    {
        var hold = new ReplyHold();
        await using var server = await OpenAiTestServer.StartAsync(Reply.Text("late") with { Hold = hold }, Reply.Text("in time"));
        using var catalogue = Catalogue(server);

        var call = AskAsync("plain", catalogue.Open("local:m", AtOnce));
        await hold.Reached;
        _time.Advance(TimeSpan.FromSeconds(120));

        (await call).Text.ShouldBe("in time");
        _seen.ShouldHaveSingleItem().Failure.ShouldBe(ModelFailure.TimedOut);
    }

    [Fact]
    public async Task Redirect_is_not_followed_so_that_the_key_stays_where_it_belongs()
    {
        await using var elsewhere = await OpenAiTestServer.StartAsync(Reply.Text("stolen"));
        await using var server = await OpenAiTestServer.StartAsync(
            Reply.Raw("", status: 307).With("Location", elsewhere.BaseUrl + "/chat/completions"));
        using var catalogue = Catalogue(server);

        await Should.ThrowAsync<ModelException>(() => AskAsync("plain", catalogue.Open("local:m", AtOnce)));

        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_shows_up_nowhere_when_the_provider_repeats_it()
    {
        await using var server = await OpenAiTestServer.StartAsync();
        server.Responder = static _ => Reply.Error(500, $"Wrong key {Key}");
        using var catalogue = Catalogue(server);

        var failure = await Should.ThrowAsync<ModelException>(() => AskAsync("plain", catalogue.Open("local:m", AtOnce)));

        failure.ToString().ShouldNotContain(Key);
        _seen.Count.ShouldBe(2);
        _seen.ShouldAllBe(static a => !a.Reason.Contains(Key, StringComparison.Ordinal));
    }

    private async Task<ChatResponse> AskAsync(string way, IChatClient opened)
    {
        using var client = opened.ObserveAttempts(_seen.Add);
        return way == "plain"
            ? await client.GetResponseAsync("x", cancellationToken: Ct)
            : await client.GetStreamingResponseAsync("x", cancellationToken: Ct).ToChatResponseAsync(Ct);
    }

    private ModelCatalogue Catalogue(OpenAiTestServer server, StreamRetry streamRetry = StreamRetry.BeforeContent, int? concurrency = null)
    {
        server.BaseUrl.IsLoopback.ShouldBeTrue();
        return new ModelCatalogue(Options(("LOCAL_KEY", Key)) with
        {
            Endpoints = new Dictionary<string, EndpointConfig>(StringComparer.Ordinal)
            {
                ["local"] = new() { BaseUrl = server.BaseUrl.ToString(), ApiKeyEnv = "LOCAL_KEY", Concurrency = concurrency },
            },
            StreamRetry = streamRetry,
        });
    }

    private ModelCatalogue FromEnvironment(params (string Name, string Value)[] environment) => new(Options(environment));

    private ModelCatalogueOptions Options(params (string Name, string Value)[] environment) => new()
    {
        Embedded = static () => new ScriptedChatClient(),
        Environment = name => environment.FirstOrDefault(variable => variable.Name == name).Value,
        TimeProvider = _time,
    };
}
