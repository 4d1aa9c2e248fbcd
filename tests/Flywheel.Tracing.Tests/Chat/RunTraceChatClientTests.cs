using Flywheel.Storage.Blobs;
using Flywheel.Tracing.Chat;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Tests.Chat;

public sealed class RunTraceChatClientTests : IDisposable
{
    private static readonly ChatMessage[] Prompt = [new(ChatRole.System, "be brief"), new(ChatRole.User, "what is a harness?\n\nTell é 😀")];

    private readonly ManualTime _time = ManualTime.AtNoon();
    private readonly RunWorkspace _workspace;
    private readonly RunTrace _trace;

    public RunTraceChatClientTests()
    {
        _workspace = new RunWorkspace(_time);
        _trace = _workspace.Start();
        _trace.EnterStage("plan");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _trace.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_call_is_a_span_a_step_with_whole_texts_and_usage()
    {
        var model = new ScriptedChatClient { WhileAnswering = () => _time.Advance(TimeSpan.FromSeconds(2)) };
        using var client = model.UseRunTrace(_trace.Main, "plan", new ModelPrice(2, 10));

        var response = await client.GetResponseAsync(Prompt, cancellationToken: Token);

        response.ShouldBeSameAs(model.Response);
        var (record, content) = Finish();
        record.TokensByStage["plan"].ShouldBe(new StageUsage(1000, 200, 1, 2000));
        record.CostUsd.ShouldBe(0.004);
        var step = Steps(record).ShouldHaveSingleItem();
        (step.Kind, step.Name, step.Stage, step.Lane, step.Model, step.FinishReason, step.InputTokens, step.OutputTokens, step.Ms, step.Attempt, step.Error)
            .ShouldBe(("model", "llm:plan", "plan", "pipeline", "served-model", "stop", 1000, 200, 2000, 1, null));
        Text(step.ArgsBlob).ShouldBe("[[system]]\nbe brief\n\n[[user]]\nwhat is a harness?\n\nTell é 😀");
        Text(step.ResultBlob).ShouldBe("[[assistant]]\nthe whole answer");
        var span = content.Lanes.Single().Spans.Single(span => span.Name == "llm:plan");
        span.DurationNs.ShouldBe(2_000_000_000);
        content.ArgumentsOf(span)!.Value.GetRawText()
            .ShouldBe("""{"model":"default-model","input_tokens":1000,"output_tokens":200,"finish_reason":"stop","attempts":1}""");
    }

    [Fact]
    public async Task A_streamed_call_is_recorded_as_the_same_call()
    {
        using var client = new ScriptedChatClient().UseRunTrace(_trace.Main, "plan");

        var words = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync(Prompt, cancellationToken: Token))
            words.Add(update.Text);

        string.Concat(words).ShouldBe("the whole answer");
        var (record, content) = Finish();
        var step = Steps(record).ShouldHaveSingleItem();
        Text(step.ResultBlob).ShouldBe("[[assistant]]\nthe whole answer");
        (step.Model, step.FinishReason, step.InputTokens, step.OutputTokens, step.Error).ShouldBe(("served-model", "stop", 1000, 200, null));
        record.TokensByStage["plan"].Input.ShouldBe(1000);
        content.Lanes.Single().Spans.Count(span => span.Name == "llm:plan").ShouldBe(1);
    }

    [Fact]
    public async Task A_failing_call_is_recorded_once_and_thrown_on()
    {
        using var client = new ScriptedChatClient { Failure = new HttpRequestException("500 from the provider") }.UseRunTrace(_trace.Main, "plan");

        (await Should.ThrowAsync<HttpRequestException>(() => client.GetResponseAsync(Prompt, cancellationToken: Token))).Message.ShouldBe("500 from the provider");

        var (record, content) = Finish();
        var step = Steps(record).ShouldHaveSingleItem();
        step.Error.ShouldBe("500 from the provider");
        step.ResultBlob.ShouldBeNull();
        step.InputTokens.ShouldBeNull();
        Text(step.ArgsBlob).ShouldContain("what is a harness?");
        record.TokensByStage["plan"].ShouldBe(new StageUsage(0, 0, 1, 0));
        var span = content.Lanes.Single().Spans.Single(span => span.Name == "llm:plan");
        content.ArgumentsOf(span)!.Value.GetProperty("finish_reason").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task A_stream_that_breaks_keeps_what_came()
    {
        var model = new ScriptedChatClient { Failure = new IOException("connection cut"), UpdatesBeforeFailure = 2 };
        using var client = model.UseRunTrace(_trace.Main, "plan");

        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(Prompt, cancellationToken: Token))
                update.Text.ShouldNotBeNull();
        });

        var step = Steps(Finish().Record).ShouldHaveSingleItem();
        Text(step.ResultBlob).ShouldBe("[[assistant]]\nthe whole ");
        step.Error.ShouldBe("connection cut");
    }

    [Fact]
    public async Task A_stream_that_its_reader_leaves_is_recorded_as_such()
    {
        using var client = new ScriptedChatClient().UseRunTrace(_trace.Main, "plan");

        await foreach (var update in client.GetStreamingResponseAsync(Prompt, cancellationToken: Token))
        {
            update.Text.ShouldBe("the ");
            break;
        }

        var step = Steps(Finish().Record).ShouldHaveSingleItem();
        Text(step.ResultBlob).ShouldBe("[[assistant]]\nthe ");
        step.Error.ShouldBe("The caller stopped reading.");
    }

    [Fact]
    public async Task A_cancelled_stream_is_recorded_and_the_cancellation_thrown()
    {
        using var client = new ScriptedChatClient().UseRunTrace(_trace.Main, "plan");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(Prompt, cancellationToken: cancel.Token))
                await cancel.CancelAsync();
        });

        var step = Steps(Finish().Record).ShouldHaveSingleItem();
        Text(step.ResultBlob).ShouldBe("[[assistant]]\nthe ");
        step.Error.ShouldNotBeNull();
    }

    [Fact]
    public async Task Each_failed_attempt_is_a_step_and_a_mark_of_its_own()
    {
        using var client = new ScriptedChatClient { FailedAttempts = 2 }.UseRunTrace(_trace.Main, "plan");

        await client.GetResponseAsync(Prompt, cancellationToken: Token);

        var (record, content) = Finish();
        Steps(record).Select(step => (step.Attempt, step.Error)).ShouldBe([(1, "429 number 1"), (2, "429 number 2"), (3, null)]);
        record.TokensByStage["plan"].Calls.ShouldBe(1);
        var lane = content.Lanes.Single();
        lane.Instants.Count(mark => mark.Name == "retry").ShouldBe(2);
        content.ArgumentsOf(lane.Instants[0])!.Value.GetRawText().ShouldBe("""{"attempt":1,"reason":"429 number 1","took_ms":50,"delay_ms":1000}""");
        content.ArgumentsOf(lane.Spans.Single(span => span.Name == "llm:plan"))!.Value.GetProperty("attempts").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task The_callers_options_are_passed_on_and_left_as_they_were()
    {
        var model = new ScriptedChatClient();
        using var client = model.UseRunTrace(_trace.Main, "plan");
        var options = new ChatOptions { ModelId = "asked-model", Temperature = 0.3f, AdditionalProperties = new AdditionalPropertiesDictionary { ["mine"] = 1 } };

        await client.GetResponseAsync(Prompt, options, Token);

        options.AdditionalProperties.Keys.ShouldBe(["mine"]);
        model.SeenOptions!.Temperature.ShouldBe(0.3f);
        model.SeenOptions.AdditionalProperties!["mine"].ShouldBe(1);
    }

    [Fact]
    public async Task A_call_in_flight_is_in_the_part_already()
    {
        var seen = "";
        var model = new ScriptedChatClient
        {
            WhileAnswering = () => seen = File.ReadAllText(Directory.GetFiles(_workspace.PathOf("traces"), "*.part", SearchOption.AllDirectories).Single()),
        };
        using var client = model.UseRunTrace(_trace.Main, "plan");

        await client.GetResponseAsync(Prompt, cancellationToken: Token);

        seen.ShouldContain("\"name\":\"llm:plan\"");
    }

    [Fact]
    public async Task Tools_reasoning_and_data_are_written_down()
    {
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant,
        [
            new TextReasoningContent("hm"),
            new FunctionCallContent("c1", "search", new Dictionary<string, object?> { ["q"] = "x", ["odd"] = new MemoryStream() }),
            new TextContent("done"),
        ]));
        using var client = new ScriptedChatClient { Response = response }.UseRunTrace(_trace.Main, "tools");

        await client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1, 2, 3 }, "image/png")]), new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c0", new { hits = 2 })])],
            cancellationToken: Token);

        var step = Steps(Finish().Record).ShouldHaveSingleItem();
        Text(step.ArgsBlob).ShouldSatisfyAllConditions(
            text => text.ShouldContain("<data type=\"image/png\" bytes=\"3\" sha256=\"039058c6f2c0cb492c533b0a4d14ef77"),
            text => text.ShouldContain("<tool_result id=\"c0\">"));
        Text(step.ResultBlob).ShouldSatisfyAllConditions(
            text => text.ShouldContain("<reasoning>hm</reasoning>"), text => text.ShouldContain("<tool_call id=\"c1\" name=\"search\">"), text => text.ShouldEndWith("done"));
    }

    private (RunRecord Record, TraceContent Content) Finish()
    {
        var record = _trace.Finalize(new RunOutcome(RunOutcome.Fail));
        var content = TraceContent.Read(_workspace.PathOf(record.TracePath!));
        content.Errors.ShouldBeEmpty();
        return (record, content);
    }

    private List<Step> Steps(RunRecord record) => [.. StepReader.Read(_workspace.PathOf(record.StepsPath!))];

    private string Text(string? blob) => _workspace.Workspace.Blobs.ReadText(BlobId.Parse(blob!));
}
