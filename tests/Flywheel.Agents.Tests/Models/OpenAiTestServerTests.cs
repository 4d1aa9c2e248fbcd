using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flywheel.Agents.Tests.Models.TestServer;

namespace Flywheel.Agents.Tests.Models;

/// <summary>The server against the documented wire format, without any client library.</summary>
public sealed class OpenAiTestServerTests : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plain_answer_is_a_chat_completion_object()
    {
        await using var server = await OpenAiTestServer.StartAsync(Reply.Text("Hi") with { Usage = new ReplyUsage(9, 12, 4, 3) });

        using var response = await PostAsync(server, """{"model":"gpt-test","messages":[{"role":"user","content":"Hello"}]}""");
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        json.GetProperty("object").GetString().ShouldBe("chat.completion");
        json.GetProperty("model").GetString().ShouldBe("gpt-test");
        json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hi");
        json.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("stop");
        json.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(21);
        json.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(4);
        json.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_is_a_series_of_chunks_with_usage_only_when_asked_for(bool includeUsage)
    {
        await using var server = await OpenAiTestServer.StartAsync(Reply.Text("Hello there") with { ChunkChars = 6 });
        var options = includeUsage ? ",\"stream_options\":{\"include_usage\":true}" : "";

        using var response = await PostAsync(
            server, """{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true""" + options + "}");
        string[] data = [.. (await response.Content.ReadAsStringAsync(Ct)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        data.ShouldAllBe(static d => d.StartsWith("data: ", StringComparison.Ordinal));
        data[^1].ShouldBe("data: [DONE]");
        JsonElement[] chunks = [.. data[..^1].Select(static d => JsonElement.Parse(d["data: ".Length..]))];
        chunks.ShouldAllBe(static c => c.GetProperty("object").GetString() == "chat.completion.chunk");
        chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString().ShouldBe("assistant");
        string.Concat(chunks.Where(static c => c.GetProperty("choices").GetArrayLength() > 0)
            .Select(static c => c.GetProperty("choices")[0].GetProperty("delta"))
            .Select(static d => d.TryGetProperty("content", out var text) ? text.GetString() : "")).ShouldBe("Hello there");
        chunks.Count(static c => c.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object).ShouldBe(includeUsage ? 1 : 0);
        chunks.Length.ShouldBe(includeUsage ? 5 : 4);
    }

    [Theory]
    [InlineData("no json", "We could not parse the JSON body of your request.")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "you must provide a model parameter")]
    [InlineData("""{"model":"m","messages":[]}""", "Missing required parameter: 'messages'.")]
    [InlineData("""{"model":"m","messages":[{"role":"robot","content":"x"}]}""", "Invalid value: 'robot'.")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "Invalid value for 'content'")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","tool_call_id":"a","content":"x"}]}""", "must be a response to a preceding message")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a"}]},{"role":"user","content":"x"}]}""", "must be followed by tool messages")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":1,"max_completion_tokens":1}""", "at the same time is not supported")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}""", "only allowed when 'stream' is enabled")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"tool_choice":"auto"}""", "only allowed when 'tools' are specified")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema"}}""", "'response_format.json_schema'")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}""", "Supported values are: 'text'")]
    public async Task Request_that_breaks_the_protocol_is_refused_as_a_real_server_does(string body, string message)
    {
        await using var server = await OpenAiTestServer.StartAsync(Reply.Text("must not be used up"));

        using var response = await PostAsync(server, body);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        json.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(message);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Responder_answers_what_the_script_does_not()
    {
        await using var server = await OpenAiTestServer.StartAsync(
            static request => $"{request.GetProperty("messages").GetArrayLength()} messages for {request.GetProperty("model")}");
        server.Enqueue(Reply.Text("scripted"));
        const string Body = """{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}]}""";

        (await ContentAsync(server, Body)).ShouldBe("scripted");
        (await ContentAsync(server, Body)).ShouldBe("2 messages for m");
        server.Requests[1].LastText("user").ShouldBe("u");
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> ContentAsync(OpenAiTestServer server, string body)
    {
        using var response = await PostAsync(server, body);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
    }

    private Task<HttpResponseMessage> PostAsync(OpenAiTestServer server, string body)
    {
        server.BaseUrl.IsLoopback.ShouldBeTrue();
        return _http.PostAsync(server.BaseUrl + "/chat/completions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);
    }
}
