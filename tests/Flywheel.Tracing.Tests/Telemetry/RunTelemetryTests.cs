using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Flywheel.Tracing.Chat;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Telemetry;
using Flywheel.Tracing.Tests.Chat;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Tests.Telemetry;

[CollectionDefinition(nameof(WhoListens), DisableParallelization = true)]
public sealed class WhoListens;

/// <summary>Listeners hear every run of the process: these tests run alone, and look at their own runs only.</summary>
[Collection(nameof(WhoListens))]
public sealed class RunTelemetryTests : IDisposable
{
    private readonly RunWorkspace _workspace = new();
    private readonly ConcurrentQueue<Activity> _stopped = [];
    private readonly ActivityListener _listener;

    public RunTelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GenAiNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Activities_have_the_names_and_parents_of_the_conventions()
    {
        using var trace = _workspace.Start(new RunStart { Task = "t", SessionId = "s1", Harness = new HarnessReference("research", 3, null, null) });
        trace.EnterStage("plan");
        using (var client = new ScriptedChatClient().UseRunTrace(trace.Main, "plan"))
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, "x")], cancellationToken: Token);
        using (var lane = trace.OpenLane("panel/A"))
            lane.Span("judging").Dispose();
        trace.RecordToolCall(new ToolCall { Name = "search", Ms = 5, Error = "refused" });
        trace.Finalize(new RunOutcome(RunOutcome.Error, new RunError("X", "plan", "broken")));

        var root = Stopped("invoke_agent research");
        var stage = Stopped("plan");
        var call = Stopped("chat default-model");
        var tool = Stopped("execute_tool search");
        stage.ParentSpanId.ShouldBe(root.SpanId);
        call.ParentSpanId.ShouldBe(stage.SpanId);
        tool.ParentSpanId.ShouldBe(stage.SpanId);
        Stopped("judging").ParentSpanId.ShouldBe(root.SpanId);
        _stopped.Count.ShouldBe(5);
        _stopped.Select(activity => activity.TraceId).Distinct().Count().ShouldBe(1);

        call.Kind.ShouldBe(ActivityKind.Client);
        Tags(call).ShouldBe(new Dictionary<string, object?>
        {
            ["gen_ai.operation.name"] = "chat",
            ["gen_ai.provider.name"] = "scripted",
            ["gen_ai.request.model"] = "default-model",
            ["gen_ai.response.model"] = "served-model",
            ["gen_ai.usage.input_tokens"] = 1000L,
            ["gen_ai.usage.output_tokens"] = 200L,
            ["gen_ai.response.finish_reasons"] = "stop",
            ["flywheel.stage"] = "plan",
            ["flywheel.run.id"] = trace.Id,
            ["flywheel.input_tokens"] = 1000.0,
            ["flywheel.output_tokens"] = 200.0,
            ["flywheel.finish_reason"] = "stop",
            ["flywheel.attempts"] = 1.0,
        }, ignoreOrder: true);
        Tags(root)["gen_ai.agent.name"].ShouldBe("research");
        Tags(root)["gen_ai.conversation.id"].ShouldBe("s1");
        Tags(root)["flywheel.run.final"].ShouldBe("ERROR");
        root.Status.ShouldBe(ActivityStatusCode.Error);
        root.Source.TelemetrySchemaUrl.ShouldBe(GenAiNames.SchemaUrl);
        tool.Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task A_failing_call_has_an_error_type_and_a_status()
    {
        using var trace = _workspace.Start();
        using var client = new ScriptedChatClient { Failure = new HttpRequestException("bearer abcdefghijklmnopqrstuvwxyz was refused") }.UseRunTrace(trace.Main, "plan");

        await Should.ThrowAsync<HttpRequestException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "x")], cancellationToken: Token));

        var call = Stopped("chat default-model");
        Tags(call)["error.type"].ShouldBe("System.Net.Http.HttpRequestException");
        call.Status.ShouldBe(ActivityStatusCode.Error);
        call.StatusDescription!.ShouldNotContain("abcdefghij");
    }

    [Fact]
    public async Task The_ambient_activity_is_the_callers_and_the_call_is_ambient_for_the_provider_alone()
    {
        using var mine = new ActivitySource("test").StartActivity("nobody listens");
        using var own = new Activity("own").Start();
        using var trace = _workspace.Start();
        Activity? seen = null;
        var model = new ScriptedChatClient { WhileAnswering = () => seen = Activity.Current };
        using var client = model.UseRunTrace(trace.Main, "plan");

        using (trace.Span("work"))
        {
            Activity.Current.ShouldBeSameAs(own);
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, "x")], cancellationToken: Token);
            seen!.DisplayName.ShouldBe("chat default-model");
            Activity.Current.ShouldBeSameAs(own);
        }

        Activity.Current.ShouldBeSameAs(own);
        trace.Finalize(new RunOutcome(RunOutcome.Fail));
        Activity.Current.ShouldBeSameAs(own);
        Stopped("invoke_agent agent").ParentSpanId.ShouldBe(own.SpanId); // a run that is part of a request hangs below it
    }

    [Fact]
    public void A_listener_may_use_the_lane_it_hears_of()
    {
        using var trace = _workspace.Start();
        using var curious = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GenAiNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => trace.Main.Instant("started"),
            ActivityStopped = _ => trace.Main.Instant("stopped"),
        };
        ActivitySource.AddActivityListener(curious);

        using (trace.Span("a"))
            trace.Span("b");

        _stopped.Select(activity => activity.DisplayName).ShouldBe(["b", "a"]);
    }

    [Fact]
    public void Secrets_leave_by_no_tag()
    {
        using var trace = _workspace.Start();

        trace.Span("a", Flywheel.Tracing.TraceFiles.SpanArgument.Of("text", "sk-abcdefghijklmnopqrstuvwx")).Dispose();

        Tags(Stopped("a"))["flywheel.text"].ShouldBe("[redacted:openai_key]");
    }

    [Fact]
    public async Task Tokens_and_durations_are_measured_where_the_provider_tells_them()
    {
        var measured = new ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == GenAiNames.Source)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, new(tags.ToArray()))));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, new(tags.ToArray()))));
        meters.Start();
        using var trace = _workspace.Start();

        using (var client = new ScriptedChatClient().UseRunTrace(trace.Main, "plan"))
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, "x")], new ChatOptions { ModelId = "m" }, Token);
        using (var silent = new ScriptedChatClient { Response = new ChatResponse(new ChatMessage(ChatRole.Assistant, "no usage")) }.UseRunTrace(trace.Main, "plan"))
            await silent.GetResponseAsync([new ChatMessage(ChatRole.User, "x")], cancellationToken: Token);

        var tokens = measured.Where(entry => entry.Name == "gen_ai.client.token.usage").ToList();
        tokens.Select(entry => (entry.Value, entry.Tags["gen_ai.token.type"])).ShouldBe([(1000.0, "input"), (200.0, "output")]);
        tokens.ShouldAllBe(entry => (string)entry.Tags["gen_ai.request.model"]! == "m" && (string)entry.Tags["gen_ai.operation.name"]! == "chat");
        measured.Count(entry => entry.Name == "gen_ai.client.operation.duration").ShouldBe(2);
    }

    [Fact]
    public void Without_a_listener_nothing_is_created()
    {
        _listener.Dispose();
        using var trace = _workspace.Start();
        trace.EnterStage("plan");

        trace.RootActivity.ShouldBeNull();
        trace.Main.CurrentActivity.ShouldBeNull();
        _stopped.ShouldBeEmpty();
    }

    [Fact]
    public void A_span_without_a_listener_allocates_nothing()
    {
        _listener.Dispose();
        using var trace = _workspace.Start();
        for (var i = 0; i < 2000; i++)
            trace.Main.Span("warm").Dispose();
        trace.Main.Flush();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 400; i++)
            trace.Main.Span("span").Dispose();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBe(0);
    }

    private Activity Stopped(string name) => _stopped.Single(activity => activity.DisplayName == name);

    private static Dictionary<string, object?> Tags(Activity activity) =>
        activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value is string[] many ? string.Join(',', many) : tag.Value);
}
