using System.Text.Json;
using Flywheel.Agents.Models.Providers;
using Flywheel.Agents.Tests.Models.TestServer;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Tests.Models.Providers;

public sealed class OpenAIChatClientTests : IDisposable
{
    private readonly LoopbackClients _clients = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plain_answer_carries_text_identity_finish_reason_and_usage()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.Text("The answer.") with { Usage = new ReplyUsage(Prompt: 100, Completion: 40, Cached: 60, Reasoning: 25), FinishReason = "length" });

        ChatResponse response = await _clients.For(server).GetResponseAsync("A question", cancellationToken: Ct);

        response.Text.ShouldBe("The answer.");
        response.ResponseId.ShouldBe("chatcmpl-1");
        response.ModelId.ShouldBe("test-model");
        response.FinishReason.ShouldBe(ChatFinishReason.Length);
        response.Usage!.InputTokenCount.ShouldBe(100);
        response.Usage.OutputTokenCount.ShouldBe(40);
        response.Usage.TotalTokenCount.ShouldBe(140);
        response.Usage.CachedInputTokenCount.ShouldBe(60);
        response.Usage.ReasoningTokenCount.ShouldBe(25);
        server.Requests.ShouldHaveSingleItem().Path.ShouldBe("/v1/chat/completions");
    }

    [Fact]
    public async Task Streamed_answer_equals_the_plain_one_and_asks_for_its_usage()
    {
        Reply reply = Reply.Text("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich 🦊.") with
        {
            Usage = new ReplyUsage(Prompt: 100, Completion: 40, Cached: 60, Reasoning: 25),
            ChunkChars = 5,
        };
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(reply, reply);
        OpenAIChatClient client = _clients.For(server);

        ChatResponse plain = await client.GetResponseAsync("A question", cancellationToken: Ct);
        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("A question", cancellationToken: Ct).ToListAsync(Ct);
        ChatResponse streamed = updates.ToChatResponse();

        updates.Count(static u => u.Text.Length > 0).ShouldBeGreaterThan(5);
        streamed.Text.ShouldBe(plain.Text);
        streamed.FinishReason.ShouldBe(plain.FinishReason);
        streamed.ModelId.ShouldBe(plain.ModelId);
        streamed.Messages.ShouldHaveSingleItem();
        JsonSerializer.Serialize(streamed.Usage).ShouldBe(JsonSerializer.Serialize(plain.Usage));
        server.Requests[1].IncludeUsage.ShouldBeTrue();
    }

    [Fact]
    public async Task Every_byte_alone_gives_the_same_answer()
    {
        Reply reply = Reply.Text("Größe: 12 €, 🦊.") with { ByteByByte = true };
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(reply, reply);
        OpenAIChatClient client = _clients.For(server);

        (await client.GetResponseAsync("A question", cancellationToken: Ct)).Text.ShouldBe(reply.Content);
        (await client.GetStreamingResponseAsync("A question", cancellationToken: Ct).ToChatResponseAsync(Ct)).Text.ShouldBe(reply.Content);
    }

    [Fact]
    public async Task Text_is_passed_on_while_the_rest_is_still_being_written()
    {
        var hold = new ReplyHold(before: 3);
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("first second third") with { ChunkChars = 6, Hold = hold });
        await using IAsyncEnumerator<ChatResponseUpdate> updates =
            _clients.For(server).GetStreamingResponseAsync("A question", cancellationToken: Ct).GetAsyncEnumerator(Ct);

        string text = "";
        while (text.Length < 12 && await updates.MoveNextAsync())
            text += updates.Current.Text;

        text.ShouldBe("first second");
        await hold.Reached;
        hold.Release();
        while (await updates.MoveNextAsync())
            text += updates.Current.Text;

        text.ShouldBe("first second third");
    }

    [Fact]
    public async Task Messages_arrive_in_order_with_role_and_text()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("ok"));
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be brief."),
            new(ChatRole.User, [new TextContent("one "), new TextContent("two")]),
            new(ChatRole.Assistant, [new TextReasoningContent("hidden"), new TextContent("three")]),
            new(ChatRole.User, "four"),
        ];

        await _clients.For(server).GetResponseAsync(messages, new ChatOptions { Instructions = "Obey." }, Ct);

        server.Requests.Single().Messages.Select(static m => m.GetRawText()).ShouldBe(
        [
            """{"role":"system","content":"Obey."}""",
            """{"role":"system","content":"Be brief."}""",
            """{"role":"user","content":"one two"}""",
            """{"role":"assistant","content":"three"}""",
            """{"role":"user","content":"four"}""",
        ]);
    }

    [Fact]
    public async Task Image_goes_as_a_part_beside_the_text()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("ok"));
        var message = new ChatMessage(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]);

        await _clients.For(server).GetResponseAsync([message], cancellationToken: Ct);

        JsonElement content = server.Requests.Single().Messages[0].GetProperty("content");
        content[0].GetProperty("text").GetString().ShouldBe("What is this?");
        content[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,AQID");
    }

    [Fact]
    public async Task Content_the_protocol_cannot_carry_is_refused_and_nothing_is_sent()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync();
        var message = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "audio/wav")]);

        await Should.ThrowAsync<NotSupportedException>(() => _clients.For(server).GetResponseAsync([message], cancellationToken: Ct));
        await Should.ThrowAsync<NotSupportedException>(
            () => _clients.For(server).GetResponseAsync("x", new ChatOptions { Tools = [new HostedWebSearchTool()] }, Ct));

        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Options_arrive_under_the_names_of_the_protocol()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("ok"));
        var options = new ChatOptions
        {
            ModelId = "other-model",
            Temperature = 0.1f,
            TopP = 0.5f,
            TopK = 40,
            FrequencyPenalty = 0.25f,
            PresencePenalty = 0.75f,
            Seed = 42,
            MaxOutputTokens = 8192,
            StopSequences = ["END", "STOP"],
            AdditionalProperties = new() { ["flywheel.request"] = "stays here" },
        };

        await _clients.For(server).GetResponseAsync("A question", options, Ct);

        JsonElement body = server.Requests.Single().Body;
        body.GetProperty("model").GetString().ShouldBe("other-model");
        body.GetProperty("temperature").GetRawText().ShouldBe("0.1");
        body.GetProperty("top_p").GetDouble().ShouldBe(0.5);
        body.GetProperty("top_k").GetInt32().ShouldBe(40);
        body.GetProperty("frequency_penalty").GetDouble().ShouldBe(0.25);
        body.GetProperty("presence_penalty").GetDouble().ShouldBe(0.75);
        body.GetProperty("seed").GetInt64().ShouldBe(42);
        body.GetProperty("max_tokens").GetInt32().ShouldBe(8192);
        body.GetProperty("stop").EnumerateArray().Select(static s => s.GetString()).ShouldBe(["END", "STOP"]);
        body.GetRawText().ShouldNotContain("stays here");
        body.GetRawText().ShouldNotContain("max_completion_tokens");
    }

    [Fact]
    public async Task Unset_options_are_left_to_the_server()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("ok"));

        await _clients.For(server).GetResponseAsync("A question", new ChatOptions(), Ct);

        server.Requests.Single().Body.EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal).ShouldBe(["messages", "model"]);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", true)]
    [InlineData("https://team.openai.azure.com/openai/v1", true)]
    [InlineData("https://api.openai.com.example.org/v1", false)]
    [InlineData("http://localhost:11434/v1", false)]
    public void Only_openai_itself_gets_the_new_name_of_the_output_limit(string address, bool isOpenAI)
    {
        var endpoint = new OpenAIEndpoint { Name = "x", BaseUrl = new Uri(address) };

        OpenAI.Chat.ChatCompletionOptions written = OpenAIOptions.From(new ChatOptions { MaxOutputTokens = 5 }, endpoint);

        written.MaxOutputTokenCount.ShouldBe(isOpenAI ? 5 : null);
    }

    [Fact]
    public async Task Json_schema_arrives_whole_and_the_answer_comes_back_as_it_is()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("""{"score": 8}"""));
        JsonElement schema = JsonElement.Parse(
            """{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}""");
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "judgement", "A score"),
            AdditionalProperties = new() { [OpenAIChatClient.StrictProperty] = true },
        };

        ChatResponse response = await _clients.For(server).GetResponseAsync("Judge this", options, Ct);

        response.Text.ShouldBe("""{"score": 8}""");
        JsonElement format = server.Requests.Single().Body.GetProperty("response_format");
        format.GetProperty("type").GetString().ShouldBe("json_schema");
        JsonElement sent = format.GetProperty("json_schema");
        sent.GetProperty("name").GetString().ShouldBe("judgement");
        sent.GetProperty("description").GetString().ShouldBe("A score");
        sent.GetProperty("strict").GetBoolean().ShouldBeTrue();
        JsonElement.DeepEquals(sent.GetProperty("schema"), schema).ShouldBeTrue();
    }

    [Fact]
    public async Task Json_and_text_formats_are_named_plainly()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("{}"), Reply.Text("ok"));
        OpenAIChatClient client = _clients.For(server);

        await client.GetResponseAsync("x", new ChatOptions { ResponseFormat = ChatResponseFormat.Json }, Ct);
        await client.GetResponseAsync("x", new ChatOptions { ResponseFormat = ChatResponseFormat.Text }, Ct);

        server.Requests.Select(static r => r.Body.GetProperty("response_format").GetRawText()).ShouldBe(["""{"type":"json_object"}""", """{"type":"text"}"""]);
    }

    [Fact]
    public async Task Key_travels_as_a_bearer_token_and_no_key_sends_no_authorization()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Text("ok"), Reply.Text("ok"));

        await _clients.For(server).GetResponseAsync("x", cancellationToken: Ct);
        await _clients.For(server.BaseUrl, key: null).GetResponseAsync("x", cancellationToken: Ct);

        server.Requests[0].Headers["Authorization"].ShouldBe($"Bearer {LoopbackClients.Key}");
        server.Requests[1].Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task Refusal_is_told_apart_from_an_answer()
    {
        Reply reply = Reply.Refusal("I cannot help with that.");
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(reply, reply);
        OpenAIChatClient client = _clients.For(server);

        ChatResponse plain = await client.GetResponseAsync("x", cancellationToken: Ct);
        ChatResponse streamed = await client.GetStreamingResponseAsync("x", cancellationToken: Ct).ToChatResponseAsync(Ct);

        foreach (ChatResponse response in new[] { plain, streamed })
        {
            response.Text.ShouldBeEmpty();
            ErrorContent refusal = response.Messages.Single().Contents.OfType<ErrorContent>().ShouldHaveSingleItem();
            refusal.Message.ShouldBe("I cannot help with that.");
            refusal.ErrorCode.ShouldBe("refusal");
        }
    }

    [Fact]
    public async Task Usage_repeated_on_every_chunk_counts_once()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Events(
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11}}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""",
            "[DONE]"));

        ChatResponse response = await _clients.For(server).GetStreamingResponseAsync("x", cancellationToken: Ct).ToChatResponseAsync(Ct);

        response.Text.ShouldBe("ab");
        response.Usage!.InputTokenCount.ShouldBe(10);
        response.Usage.OutputTokenCount.ShouldBe(2);
    }

    [Fact]
    public async Task Stream_that_ends_after_its_finish_reason_is_whole_without_the_done_mark()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(Reply.Events(
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"all"},"finish_reason":"stop"}]}"""));

        ChatResponse response = await _clients.For(server).GetStreamingResponseAsync("x", cancellationToken: Ct).ToChatResponseAsync(Ct);

        response.Text.ShouldBe("all");
        response.Usage.ShouldBeNull();
    }

    [Fact]
    public async Task Sparse_answers_of_compatible_servers_are_read()
    {
        await using OpenAiTestServer server = await OpenAiTestServer.StartAsync(
            Reply.Raw("""{"choices":[{"message":{"content":"short"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"""));

        ChatResponse response = await _clients.For(server).GetResponseAsync("x", cancellationToken: Ct);

        response.Text.ShouldBe("short");
        response.Usage!.InputTokenCount.ShouldBe(3);
        response.Usage.CachedInputTokenCount.ShouldBeNull();
    }

    [Fact]
    public void Metadata_names_provider_address_and_model()
    {
        OpenAIChatClient client = _clients.For(new Uri("http://127.0.0.1:9/v1"));

        var metadata = (ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!;

        metadata.ProviderName.ShouldBe("openai");
        metadata.ProviderUri.ShouldBe(new Uri("http://127.0.0.1:9/v1"));
        metadata.DefaultModelId.ShouldBe("test-model");
        client.GetService(typeof(OpenAIChatClient)).ShouldBeSameAs(client);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/v1")]
    [InlineData("file:///tmp/model")]
    public void Addresses_other_than_http_are_refused(string address)
    {
        using var http = new HttpClient();
        Should.Throw<ArgumentException>(() => new OpenAIChatClient(new OpenAIEndpoint { Name = "x", BaseUrl = new Uri(address) }, "m", http));
    }

    public void Dispose() => _clients.Dispose();
}
