using System.Net;
using System.Net.Sockets;
using Flywheel.Agents.Models;
using Flywheel.Agents.Models.Providers;
using Flywheel.Agents.Tests.Models.TestServer;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Models.Providers;

public sealed class OpenAIFailureTests : IDisposable
{
    private readonly LoopbackClients _clients = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => ["plain", "streamed"];

    [Theory]
    [InlineData("plain", 400, false)]
    [InlineData("streamed", 400, false)]
    [InlineData("plain", 401, false)]
    [InlineData("plain", 404, false)]
    [InlineData("plain", 408, true)]
    [InlineData("plain", 409, true)]
    [InlineData("plain", 422, false)]
    [InlineData("plain", 429, true)]
    [InlineData("streamed", 429, true)]
    [InlineData("plain", 500, true)]
    [InlineData("streamed", 503, true)]
    [InlineData("plain", 529, true)]
    public async Task Error_status_becomes_the_providers_words_and_says_whether_to_retry(string way, int status, bool retryable)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Error(status, "The engine is tired.", "some_type", "some_code"));

        ModelException failure = await FailAsync(way, server);

        failure.Failure.ShouldBe(ModelFailure.Rejected);
        failure.Status.ShouldBe(status);
        failure.ProviderMessage.ShouldBe("The engine is tired.");
        failure.ProviderCode.ShouldBe("some_code");
        failure.Endpoint.ShouldBe("local");
        failure.IsRetryable.ShouldBe(retryable);
        failure.RetryAfter.ShouldBeNull();
        failure.Message.ShouldStartWith($"Endpoint 'local' answered {status}");
        failure.Message.ShouldEndWith(": The engine is tired.");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Used_up_quota_is_not_worth_a_retry()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.Error(429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota"));

        (await FailAsync("plain", server)).IsRetryable.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Retry_after_is_read_as_seconds_and_as_a_date(string way)
    {
        var time = new ManualTime();
        Reply limited = Reply.Error(429, "Slow down.");
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            limited.RetryAfter(20),
            limited.RetryAfter(time.GetUtcNow().AddSeconds(90)),
            limited.RetryAfter(time.GetUtcNow().AddSeconds(-90)),
            limited.RetryAfter(30).With("retry-after-ms", "1500"),
            limited.With("Retry-After", "soon"));
        OpenAIChatClient client = _clients.For(server, time: time);

        var asked = new List<TimeSpan?>();
        for (int i = 0; i < 5; i++)
            asked.Add((await FailAsync(way, client)).RetryAfter);

        asked.ShouldBe([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(90), TimeSpan.Zero, TimeSpan.FromSeconds(1.5), null]);
    }

    [Theory]
    [InlineData("""{"error": "model 'x' not found"}""", "model 'x' not found")]
    [InlineData("""{"object":"error","message":"max_tokens is too large","type":"BadRequestError","code":400}""", "max_tokens is too large")]
    [InlineData("""{"detail":"Not Found"}""", "Not Found")]
    [InlineData("""{"detail":[{"loc":["body","model"],"msg":"field required"}]}""", "field required")]
    [InlineData("<html>Bad Gateway</html>", "<html>Bad Gateway</html>")]
    [InlineData("", "no message")]
    public async Task Error_bodies_of_other_servers_are_understood(string body, string words)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Raw(body, status: 502));

        (await FailAsync("plain", server)).Message.ShouldContain(words);
    }

    [Fact]
    public async Task Long_error_body_is_shortened_and_says_so()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Raw(new string('x', 5000), status: 500));

        (await FailAsync("plain", server)).Message.ShouldEndWith("… (3000 more characters)");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Error_with_status_200_is_an_error_all_the_same(string way)
    {
        const string Error = """{"error":{"message":"upstream overloaded","code":502}}""";
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(way == "plain" ? Reply.Raw(Error) : Reply.Events(Error));

        ModelException failure = await FailAsync(way, server);

        failure.Failure.ShouldBe(ModelFailure.Rejected);
        failure.ProviderMessage.ShouldBe("upstream overloaded");
        failure.Status.ShouldBe(502);
        failure.IsRetryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Error_in_the_middle_of_a_stream_ends_it()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Events(
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"so far"}}],"error":null}""",
            """{"error":{"message":"context length exceeded"}}""",
            "[DONE]"));

        ModelException failure = await FailAsync("streamed", server);

        failure.ProviderMessage.ShouldBe("context length exceeded");
        failure.Status.ShouldBeNull();
        failure.IsRetryable.ShouldBeFalse();
    }

    [Theory]
    [InlineData(CutKind.Reset)]
    [InlineData(CutKind.Close)]
    public async Task Stream_cut_in_the_middle_is_not_an_answer(CutKind how)
    {
        var hold = new ReplyHold(before: 3); // so that a reset cannot overtake what was sent before it
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.Text("twelve chars and more") with { ChunkChars = 6, Hold = hold, Cut = new ReplyCut(After: 3, how) });
        string seen = "";

        ModelException failure = await Should.ThrowAsync<ModelException>(async () =>
        {
            await foreach (ChatResponseUpdate update in _clients.For(server).GetStreamingResponseAsync("x", cancellationToken: Ct))
            {
                seen += update.Text;
                if (seen.Length == 12)
                    hold.Release();
            }
        });

        seen.ShouldBe("twelve chars");
        failure.Failure.ShouldBe(ModelFailure.Cut);
        failure.IsRetryable.ShouldBeTrue();
        failure.Message.ShouldContain("after 12 characters");
    }

    [Theory]
    [InlineData("plain", 0)]
    [InlineData("plain", 40)]
    [InlineData("streamed", 0)]
    public async Task Connection_lost_before_any_content_is_worth_a_retry(string way, int after)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("lost") with { Cut = new ReplyCut(after, CutKind.Reset) });

        ModelException failure = await FailAsync(way, server);

        failure.Failure.ShouldBeOneOf(ModelFailure.Unreachable, ModelFailure.Cut);
        failure.IsRetryable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("<html>It works!</html>")]
    [InlineData("""{"id":"c","choices":[{"mess""")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"choices": 5}""")]
    [InlineData("""{"choices":[{"message":"text","finish_reason":"stop"}]}""")]
    public async Task Body_that_is_no_completion_is_called_that(string body)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Raw(body));

        ModelException failure = await FailAsync("plain", server);

        failure.Failure.ShouldBe(ModelFailure.Unreadable);
        failure.IsRetryable.ShouldBeFalse();
        failure.Message.ShouldStartWith("Endpoint 'local' answered with something that is not a chat completion");
    }

    [Theory]
    [InlineData("{\"id\": ")]
    [InlineData("not json")]
    public async Task Event_that_is_no_chunk_is_called_that(string data)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Events(data));

        (await FailAsync("streamed", server)).Failure.ShouldBe(ModelFailure.Unreadable);
    }

    [Theory]
    [InlineData("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[]}""")]
    [InlineData("""{"id":"c"}""")]
    public async Task Answer_without_a_choice_is_called_that(string body)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Raw(body));

        ModelException failure = await FailAsync("plain", server);

        failure.Failure.ShouldBe(ModelFailure.Empty);
        failure.Message.ShouldBe("Endpoint 'local' answered without any choice (an empty 'choices' list)");
    }

    [Fact]
    public async Task Server_that_is_not_there_is_named_with_its_address()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound but not listening: nobody else can take the port
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        ModelException failure = await FailAsync("plain", _clients.For(new Uri($"http://127.0.0.1:{port}/v1")));

        failure.Failure.ShouldBe(ModelFailure.Unreachable);
        failure.IsRetryable.ShouldBeTrue();
        failure.Message.ShouldStartWith($"Endpoint 'local' cannot be reached at http://127.0.0.1:{port}: ");
    }

    [Theory]
    [InlineData("plain", 0)]
    [InlineData("streamed", 0)]
    [InlineData("streamed", 2)]
    public async Task Silence_ends_at_the_network_timeout(string way, int before)
    {
        var hold = new ReplyHold(before);
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("never seen whole") with { Hold = hold });

        ModelException failure = await FailAsync(way, _clients.For(server, networkTimeout: TimeSpan.FromMilliseconds(200)));

        failure.Failure.ShouldBe(ModelFailure.TimedOut);
        failure.IsRetryable.ShouldBeTrue();
        failure.Message.ShouldBe("Endpoint 'local' sent nothing for 0.2 s");
    }

    [Theory]
    [InlineData("plain", 0)]
    [InlineData("streamed", 0)]
    [InlineData("streamed", 2)]
    public async Task Cancelling_stays_a_cancellation_and_closes_the_connection(string way, int before)
    {
        var hold = new ReplyHold(before);
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("never seen whole") with { Hold = hold });
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        Task call = AskAsync(way, _clients.For(server), cancellation.Token);
        await hold.Reached;
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await hold.ClientGone;
    }

    [Fact]
    public async Task Consumer_that_stops_reading_closes_the_connection()
    {
        var hold = new ReplyHold(before: 2);
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("never seen whole") with { Hold = hold });

        await foreach (ChatResponseUpdate update in _clients.For(server).GetStreamingResponseAsync("x", cancellationToken: Ct))
        {
            if (update.Text.Length > 0)
                break;
        }

        await hold.ClientGone;
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using OpenAiTestServer elsewhere = await OpenAiTestServer.StartAsync(Reply.Text("stolen"));
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.Raw("", status: 307).With("Location", elsewhere.BaseUrl + "/chat/completions"));

        ModelException failure = await FailAsync("plain", server);

        failure.Message.ShouldContain($"a redirect to {elsewhere.BaseUrl}/chat/completions, which is not followed");
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Key_is_in_no_message_even_when_the_provider_repeats_it(string way)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.Error(401, $"Incorrect API key provided: {LoopbackClients.Key}.", "invalid_request_error", "invalid_api_key"));

        ModelException failure = await FailAsync(way, server);

        failure.ToString().ShouldNotContain(LoopbackClients.Key);
        failure.ProviderMessage.ShouldBe("Incorrect API key provided: [key].");
    }

    [Theory]
    [InlineData("sk-secret\nX-Injected: 1")]
    [InlineData("sk-sécret")]
    public void Key_that_cannot_be_sent_is_refused_without_being_shown(string key)
    {
        ArgumentException refused = Should.Throw<ArgumentException>(() => _clients.For(new Uri("http://127.0.0.1:9/v1"), key));

        refused.ToString().ShouldNotContain(key);
    }

    public void Dispose() => _clients.Dispose();

    private Task<ModelException> FailAsync(string way, OpenAiTestServer server) => FailAsync(way, _clients.For(server));

    private static Task<ModelException> FailAsync(string way, OpenAIChatClient client) => Should.ThrowAsync<ModelException>(() => AskAsync(way, client, Ct));

    private static Task<ChatResponse> AskAsync(string way, OpenAIChatClient client, CancellationToken cancellationToken) => way == "plain"
        ? client.GetResponseAsync("x", cancellationToken: cancellationToken)
        : client.GetStreamingResponseAsync("x", cancellationToken: cancellationToken).ToChatResponseAsync(cancellationToken);
}
