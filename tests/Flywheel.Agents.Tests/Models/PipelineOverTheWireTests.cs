using System.Text.Json;
using Flywheel.Agents.Models;
using Flywheel.Agents.Models.Catalogue;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Tests.Models.Resilience;
using Flywheel.Agents.Tests.Models.TestServer;
using Flywheel.Agents.Tests.Pipeline;
using Flywheel.Harness.Specs;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Tests.Models;

/// <summary>The whole pipeline with a model behind a real connection, on good and bad days.</summary>
public sealed class PipelineOverTheWireTests : IDisposable
{
    private readonly PipelineFixture _fixture = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> PassingTroubles => ["rate limit", "server error", "lost connection", "half an answer"];

    [Fact]
    public async Task Good_day_ends_with_an_output_and_the_usage_the_server_reported()
    {
        await using var server = await OpenAiTestServer.StartAsync();
        server.Responder = static request => Answer(request) with { Usage = new ReplyUsage(100, 10) };

        var record = (await RunAsync(server)).OrThrow();

        record.OutputBytes.ShouldNotBeNull().ShouldBeGreaterThan(200);
        record.InputTokens.ShouldBe(100 * server.Requests.Count);
        record.OutputTokens.ShouldBe(10 * server.Requests.Count);
        server.Requests.Count(static r => r.Body.TryGetProperty("response_format", out _)).ShouldBeGreaterThanOrEqualTo(4);
    }

    [Theory]
    [MemberData(nameof(PassingTroubles))]
    public async Task Trouble_that_passes_costs_a_retry_per_call_and_nothing_else(string trouble)
    {
        await using var server = await OpenAiTestServer.StartAsync();
        var turn = 0;
        server.Responder = request => Interlocked.Increment(ref turn) % 2 == 1 ? Trouble(trouble, request) : Answer(request);

        var record = (await RunAsync(server)).OrThrow();

        record.Error.ShouldBeNull();
        record.OutputBytes.ShouldNotBeNull().ShouldBeGreaterThan(200);
        var answered = server.Requests.Count / 2;
        record.TokensByStage.Values.Sum(static stage => stage.Calls).ShouldBe(answered);
        File.ReadAllLines(_fixture.Workspace.PathOf(record.StepsPath!)).Select(static line => JsonElement.Parse(line))
            .Count(static step => step.GetProperty("kind").ValueEquals("model") && step.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String)
            .ShouldBe(answered);
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_change_nothing()
    {
        await using var server = await OpenAiTestServer.StartAsync();
        server.Responder = static request => Answer(request) with { ByteByByte = true };

        var record = (await RunAsync(server)).OrThrow();

        record.OutputBytes.ShouldNotBeNull().ShouldBeGreaterThan(200);
    }

    [Theory]
    [InlineData("server error", "The engine is tired.")]
    [InlineData("wrong key", "Incorrect API key provided.")]
    [InlineData("lost connection", "broke the connection before answering")]
    [InlineData("no json", "something that is not a chat completion")]
    [InlineData("no choice", "without any choice")]
    public async Task Trouble_that_stays_ends_the_run_with_what_the_provider_said(string trouble, string words)
    {
        await using var server = await OpenAiTestServer.StartAsync();
        server.Responder = request => Trouble(trouble, request);

        var result = await RunAsync(server);

        result.Failure.ShouldBeOfType<ModelException>();
        result.Record.Final.ShouldBe("ERROR");
        result.Record.Error.ShouldNotBeNull().Message.ShouldContain(words);
        result.Record.Error.Stage.ShouldBe("plan");
    }

    public void Dispose() => _fixture.Dispose();

    private async Task<RunResult> RunAsync(OpenAiTestServer server)
    {
        server.BaseUrl.IsLoopback.ShouldBeTrue();
        using var catalogue = new ModelCatalogue(new ModelCatalogueOptions
        {
            Embedded = static () => new ScriptedChatClient(),
            Environment = name => name switch
            {
                "OPENAI_BASE_URL" => server.BaseUrl.ToString(),
                "OPENAI_API_KEY" => "sk-test-0123456789abcdef",
                _ => null,
            },
        });
        var role = new ModelRole("openai:test", catalogue.Open("openai:test", new RetrySpec { BackoffSeconds = 0 }));
        return await _fixture.RunAsync(
            new ScriptedModel(static (_, _) => throw new InvalidOperationException("The run has models of its own.")),
            task => task with { Producer = role, Evaluator = role, Planner = role },
            Ct);
    }

    /// <summary>What a model that follows the pipeline's requests would say: JSON where a schema asks for it, the document otherwise.</summary>
    private static Reply Answer(RecordedRequest request)
    {
        if (!request.Body.TryGetProperty("response_format", out var format))
            return Reply.Text(PipelineFixture.Draft);

        var members = format.GetProperty("json_schema").GetProperty("schema").GetProperty("properties");
        return Reply.Text(members switch
        {
            _ when members.TryGetProperty("known_facts", out _) => """{"known_facts": [], "gaps": []}""",
            _ when members.TryGetProperty("search_queries", out _) =>
                """{"task_type": "enumerated", "complexity": "low", "expected_sections": 2, "search_queries": ["cache warm", "prefetch"], "prior_work_summary": "", "notes": "", "subtasks": []}""",
            _ when members.TryGetProperty("relevance", out _) => PipelineFixture.GoodJudgement,
            _ => """{"title": "Warm caches", "narrative": "Two ways.", "facts": ["Prefetch."], "tags": ["cache"]}""",
        });
    }

    private static Reply Trouble(string name, RecordedRequest request) => name switch
    {
        "rate limit" => Reply.Error(429, "Slow down.").RetryAfter(0),
        "server error" => Reply.Error(500, "The engine is tired."),
        "wrong key" => Reply.Error(401, "Incorrect API key provided."),
        "lost connection" => Answer(request) with { Cut = new ReplyCut(0, CutKind.Reset) },
        "half an answer" => Answer(request) with { Cut = new ReplyCut(60, CutKind.Reset) },
        "no json" => Reply.Raw("<html>It works!</html>"),
        "no choice" => Reply.Raw("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[]}"""),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such trouble"),
    };
}
