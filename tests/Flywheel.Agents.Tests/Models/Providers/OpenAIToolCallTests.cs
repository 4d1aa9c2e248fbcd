using System.Text.Json;
using Flywheel.Agents.Models.Providers;
using Flywheel.Agents.Tests.Models.TestServer;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Models.Providers;

public sealed class OpenAIToolCallTests : IDisposable
{
    private static readonly AIFunctionDeclaration Search = AIFunctionFactory.CreateDeclaration(
        "search",
        "Searches the corpus",
        JsonElement.Parse("""{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}},"required":["query"]}"""));

    private readonly LoopbackClients _clients = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => ["plain", "streamed"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Calls_come_back_with_identity_name_and_arguments(string way)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.ToolCalls(
            new ReplyToolCall("call_a", "search", """{"query": "context windows", "limit": 5}"""),
            new ReplyToolCall("call_b", "search", """{"query": "memory"}""")) with
        { ChunkChars = 3 });

        ChatResponse response = await AskAsync(way, server, new ChatOptions { Tools = [Search] });

        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        List<FunctionCallContent> calls = [.. response.Messages.Single().Contents.OfType<FunctionCallContent>()];
        calls.Select(static c => (c.CallId, c.Name)).ShouldBe([("call_a", "search"), ("call_b", "search")]);
        calls[0].Arguments!["query"].ShouldBeOfType<JsonElement>().GetString().ShouldBe("context windows");
        calls[0].Arguments!["limit"].ShouldBeOfType<JsonElement>().GetInt32().ShouldBe(5);
        calls[1].Arguments!["query"].ShouldBeOfType<JsonElement>().GetString().ShouldBe("memory");
        calls.ShouldAllBe(static c => c.Exception == null);
        response.Usage.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Text_beside_a_call_is_kept(string way)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.ToolCalls(new ReplyToolCall("call_a", "search", "{}")) with { Content = "Let me look." });

        ChatResponse response = await AskAsync(way, server, new ChatOptions { Tools = [Search] });

        response.Text.ShouldBe("Let me look.");
        response.Messages.Single().Contents.OfType<FunctionCallContent>().ShouldHaveSingleItem().Arguments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("plain", "{\"query\": ")]
    [InlineData("streamed", "{\"query\": ")]
    [InlineData("plain", "[1, 2]")]
    [InlineData("streamed", "not json")]
    public async Task Arguments_that_are_no_object_are_reported_on_the_call(string way, string arguments)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.ToolCalls(new ReplyToolCall("call_a", "search", arguments)));

        ChatResponse response = await AskAsync(way, server, new ChatOptions { Tools = [Search] });

        FunctionCallContent call = response.Messages.Single().Contents.OfType<FunctionCallContent>().ShouldHaveSingleItem();
        call.Arguments.ShouldBeNull();
        call.Exception!.Message.ShouldContain(arguments);
    }

    [Fact]
    public async Task Streamed_calls_that_all_have_index_zero_are_told_apart_by_their_ids()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Events(
            Fragment("""{"index":0,"id":"call_a","type":"function","function":{"name":"search","arguments":"{\"query\":\"a\"}"}}"""),
            Fragment("""{"index":0,"id":"call_b","type":"function","function":{"name":"search","arguments":"{\"query\":\"b\"}"}}"""),
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            "[DONE]"));

        ChatResponse response = await AskAsync("streamed", server, new ChatOptions { Tools = [Search] });

        response.Messages.Single().Contents.OfType<FunctionCallContent>().Select(static c => $"{c.CallId} {c.Arguments!["query"]}").ShouldBe(["call_a a", "call_b b"]);
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task Streamed_calls_interleaved_by_index_are_put_together()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Events(
            Fragment("""{"index":0,"id":"call_a","type":"function","function":{"name":"search","arguments":"{\"query\":"}}"""),
            Fragment("""{"index":1,"type":"function","function":{"name":"search","arguments":""}}"""),
            Fragment("""{"index":1,"function":{"arguments":"{\"query\":\"b\"}"}}"""),
            Fragment("""{"index":0,"function":{"arguments":"\"a\"}"}}"""),
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            "[DONE]"));

        ChatResponse response = await AskAsync("streamed", server, new ChatOptions { Tools = [Search] });

        response.Messages.Single().Contents.OfType<FunctionCallContent>().Select(static c => $"{c.CallId} {c.Arguments!["query"]}").ShouldBe(["call_a a", "call_2 b"]);
    }

    [Fact]
    public async Task Definitions_arrive_with_name_description_and_schema()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("ok"));

        await AskAsync("plain", server, new ChatOptions { Tools = [Search], AllowMultipleToolCalls = false });

        JsonElement body = server.Requests.Single().Body;
        JsonElement function = body.GetProperty("tools")[0].GetProperty("function");
        function.GetProperty("name").GetString().ShouldBe("search");
        function.GetProperty("description").GetString().ShouldBe("Searches the corpus");
        JsonElement.DeepEquals(function.GetProperty("parameters"), Search.JsonSchema).ShouldBeTrue();
        body.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeFalse();
        body.TryGetProperty("tool_choice", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Tool_choice_follows_the_tool_mode()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(static _ => "ok");
        ChatToolMode[] modes = [ChatToolMode.Auto, ChatToolMode.None, ChatToolMode.RequireAny, ChatToolMode.RequireSpecific("search")];

        foreach (ChatToolMode mode in modes)
            await AskAsync("plain", server, new ChatOptions { Tools = [Search], ToolMode = mode });

        server.Requests.Select(static r => r.Body.GetProperty("tool_choice").GetRawText()).ShouldBe(
            ["\"auto\"", "\"none\"", "\"required\"", """{"type":"function","function":{"name":"search"}}"""]);
    }

    [Fact]
    public async Task Tool_mode_without_tools_is_not_sent()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("ok"));

        await AskAsync("plain", server, new ChatOptions { ToolMode = ChatToolMode.Auto, AllowMultipleToolCalls = true });

        server.Requests.Single().Body.EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal).ShouldBe(["messages", "model"]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Results_go_back_to_the_calls_they_belong_to(string way)
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.ToolCalls(
                new ReplyToolCall("call_a", "search", """{"query":"a"}"""),
                new ReplyToolCall("call_b", "search", """{"query":"b"}"""),
                new ReplyToolCall("call_c", "search", "broken")),
            Reply.Text("Done."));
        List<ChatMessage> conversation = [new(ChatRole.User, "Look up a and b")];
        ChatResponse first = await AskAsync(way, server, new ChatOptions { Tools = [Search] }, conversation);
        conversation.AddRange(first.Messages);
        conversation.Add(new ChatMessage(ChatRole.Tool,
        [
            new FunctionResultContent("call_a", "plain text"),
            new FunctionResultContent("call_b", new { hits = 2 }),
            new FunctionResultContent("call_c", null) { Exception = new FormatException("the arguments are not JSON") },
        ]));

        ChatResponse second = await AskAsync(way, server, new ChatOptions { Tools = [Search] }, conversation);

        second.Text.ShouldBe("Done.");
        IReadOnlyList<JsonElement> sent = server.Requests[1].Messages;
        sent[1].GetProperty("tool_calls").EnumerateArray()
            .Select(static c => $"{c.GetProperty("id")} {c.GetProperty("function").GetProperty("name")} {c.GetProperty("function").GetProperty("arguments")}")
            .ShouldBe(["""call_a search {"query":"a"}""", """call_b search {"query":"b"}""", "call_c search {}"]);
        sent.Skip(2).Select(static m => $"{m.GetProperty("role")} {m.GetProperty("tool_call_id")} {m.GetProperty("content")}").ShouldBe(
            ["tool call_a plain text", """tool call_b {"hits":2}""", "tool call_c Error: the arguments are not JSON"]);
    }

    public void Dispose() => _clients.Dispose();

    private static string Fragment(string call) => "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]}}]}";

    private Task<ChatResponse> AskAsync(string way, OpenAiTestServer server, ChatOptions options, IEnumerable<ChatMessage>? messages = null)
    {
        messages ??= [new ChatMessage(ChatRole.User, "A question")];
        OpenAIChatClient client = _clients.For(server);
        return way == "plain" ? client.GetResponseAsync(messages, options, Ct) : client.GetStreamingResponseAsync(messages, options, Ct).ToChatResponseAsync(Ct);
    }
}
