using System.Text.Json;
using Flywheel.Storage.Blobs;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.Runs;

public sealed class RunTraceTests
{
    [Fact]
    public async Task A_run_leaves_one_record_its_steps_its_drafts_and_a_valid_trace()
    {
        using var workspace = new RunWorkspace();

        var result = await RunTrace.RunAsync(workspace.Workspace, new RunStart { Task = "do it" }, trace =>
        {
            trace.EnterStage("plan");
            using (trace.Span("inner", SpanArgument.Of("n", 1)))
                trace.Notice("hello");
            trace.EnterStage("wiggum_r1");
            using (var lane = trace.OpenLane("panel/Critic"))
            using (lane.Span("llm:panel"))
                trace.RecordStep(lane, new StepEntry { Stage = "panel", Kind = "model", Name = "llm:panel", Arguments = "the whole prompt", Result = "the whole answer" });
            trace.AddDraft(1, "# Draft");
            trace.AddRound(new VerificationRound { Round = 1, Score = 8.5, Evaluator = "measured" });
            trace.DeliverOutput(workspace.PathOf("outputs/x.md"), "# Draft\n", 1);
            return Task.FromResult(new RunOutcome(RunOutcome.Pass));
        });

        result.Failure.ShouldBeNull();
        var record = workspace.Records().ShouldHaveSingleItem();
        record.Final.ShouldBe("PASS");
        record.FinalScore.ShouldBe(8.5);
        record.Stages.Select(stage => stage.Name).ShouldBe(["plan", "wiggum_r1"]);
        JsonSerializer.Serialize(record).ShouldBe(JsonSerializer.Serialize(result.Record));
        var step = StepReader.Read(workspace.PathOf(record.StepsPath!)).ShouldHaveSingleItem();
        workspace.Workspace.Blobs.ReadText(BlobId.Parse(step.ArgsBlob!)).ShouldBe("the whole prompt");
        workspace.Workspace.Blobs.ReadText(BlobId.Parse(record.Drafts.Single().Blob)).ShouldBe("# Draft");
        var validation = TraceValidator.Validate(workspace.PathOf(record.TracePath!));
        validation.Errors.ShouldBeEmpty();
        validation.Lanes.ShouldBe(["pipeline", "panel/Critic"]);
        workspace.Workspace.Journals.RunIds().ShouldBeEmpty();
        workspace.ShouldVerify();
    }

    [Fact]
    public async Task An_exception_is_recorded_and_carried_not_thrown()
    {
        using var workspace = new RunWorkspace();

        var result = await RunTrace.RunAsync(workspace.Workspace, new RunStart { Task = "t" }, trace =>
        {
            trace.EnterStage("synthesize");
            throw new InvalidOperationException("the model went away");
        });

        result.Record.Final.ShouldBe("ERROR");
        result.Record.Error.ShouldBe(new RunError("InvalidOperation", "synthesize", "the model went away"));
        Should.Throw<InvalidOperationException>(result.OrThrow).Message.ShouldBe("the model went away");
        workspace.Records().ShouldHaveSingleItem().Error.ShouldBe(result.Record.Error);
    }

    [Fact]
    public async Task Cancellation_and_timeout_are_told_apart()
    {
        using var workspace = new RunWorkspace();

        (await EndWithAsync(workspace, new OperationCanceledException())).ShouldBe("Cancelled");
        (await EndWithAsync(workspace, new TaskCanceledException("x", new TimeoutException("no answer for 30 s")))).ShouldBe("Timeout");
    }

    [Fact]
    public void A_run_that_is_not_finalized_is_an_error()
    {
        using var workspace = new RunWorkspace();

        using (var trace = workspace.Start())
            trace.EnterStage("plan");

        workspace.Records().ShouldHaveSingleItem().Error!.Type.ShouldBe("NotFinalized");
        workspace.ShouldVerify();
    }

    [Fact]
    public void Finalizing_twice_writes_one_record()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();

        var first = trace.Finalize(new RunOutcome(RunOutcome.Fail));
        var second = trace.Finalize(new RunOutcome(RunOutcome.Pass));

        second.ShouldBeSameAs(first);
        workspace.Records().ShouldHaveSingleItem().Final.ShouldBe("FAIL");
    }

    [Theory]
    [InlineData(null, false, "EmptyOutput")]
    [InlineData("", false, "EmptyOutput")]
    [InlineData(" \n\t\n", false, "EmptyOutput")]
    [InlineData("whole text", true, "TruncatedOutput")]
    public void A_pass_without_a_whole_output_becomes_a_fail(string? output, bool truncated, string reason)
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();
        if (output is not null)
            trace.DeliverOutput(workspace.PathOf("outputs/x.md"), output, null);
        trace.Note(new RunNotes { Truncated = truncated });

        var record = trace.Finalize(new RunOutcome(RunOutcome.Pass));

        record.Final.ShouldBe("FAIL");
        record.Error!.Type.ShouldBe(reason);
    }

    [Fact]
    public void The_delivered_file_is_verbatim()
    {
        using var workspace = new RunWorkspace();
        const string Text = "key sk-abcdefghijklmnopqrstuvwx\r\n\u00e9\ufeff😀 no newline at the end";
        using (var trace = workspace.Start())
        {
            trace.DeliverOutput(workspace.PathOf("outputs/x.md"), Text, null);
            trace.Finalize(new RunOutcome(RunOutcome.Pass)).OutputLines.ShouldBe(2);
        }

        File.ReadAllBytes(workspace.PathOf("outputs/x.md")).ShouldBe(System.Text.Encoding.UTF8.GetBytes(Text));
        workspace.ShouldVerify();
    }

    [Fact]
    public void The_final_score_belongs_to_the_delivered_round()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();
        trace.AddRound(new VerificationRound { Round = 1, Score = 7.9, Evaluator = "e", Dimensions = new Dictionary<string, double?> { ["depth"] = 7 } });
        trace.AddRound(new VerificationRound { Round = 2, Score = null, Evaluator = "e", Feedback = "the answer was prose" });
        trace.AddRound(new VerificationRound { Round = 3, Score = 7.1, Evaluator = "e", Dimensions = new Dictionary<string, double?> { ["depth"] = double.NaN } });
        trace.DeliverOutput(workspace.PathOf("outputs/x.md"), "text", 1);

        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));

        record.FinalScore.ShouldBe(7.9);
        record.SelectedRound.ShouldBe(1);
        record.WiggumScores.ShouldBe([7.9, null, 7.1]);
        record.WiggumDimensions["depth"].ShouldBe([7, null, null]);
        record.WiggumFeedback[1].Feedback.ShouldBe("the answer was prose");
    }

    [Fact]
    public void Usage_is_added_up_per_stage_and_its_cost_enters_the_leverage()
    {
        var time = ManualTime.AtNoon();
        using var workspace = new RunWorkspace(time);
        using var trace = workspace.Start(new RunStart { Task = "t", TacHours = 2, TacSource = "flag" });
        trace.LogUsage("plan", new ModelUsage(100, 10, 5, 0.5));
        trace.LogUsage("plan", new ModelUsage(50, 5, 2.5, 0.25));
        trace.LogUsage("synthesize", new ModelUsage(1, 1, double.NaN));
        trace.AddRound(new VerificationRound { Round = 1, Score = 8, Evaluator = "e" });
        trace.DeliverOutput(workspace.PathOf("outputs/x.md"), "text", 1);
        trace.Note(new RunNotes { TacHours = 99 });
        time.Advance(TimeSpan.FromSeconds(60));

        var record = trace.Finalize(new RunOutcome(RunOutcome.Pass));

        record.TokensByStage["plan"].ShouldBe(new StageUsage(150, 15, 2, 7.5));
        (record.InputTokens, record.OutputTokens).ShouldBe((151, 16));
        record.CostUsd.ShouldBe(0.75);
        record.TacSource.ShouldBe("flag");
        record.LeverageKind.ShouldBe("tac");
        record.Leverage.ShouldBe(60); // 2·3600·0.8 / (60 + 0.75/75·3600)
        trace.Consumed.ShouldSatisfyAllConditions(used => used.InputTokens.ShouldBe(151), used => used.OutputTokens.ShouldBe(16), used => used.CostUsd.ShouldBe(0.75));
    }

    [Fact]
    public void Further_fields_are_kept_and_may_not_stand_in_for_the_records_own()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();
        trace.Note(new RunNotes { Other = new Dictionary<string, JsonElement> { ["papers"] = JsonSerializer.SerializeToElement(3) } });

        Should.Throw<ArgumentException>(() => trace.Note(new RunNotes { Other = new Dictionary<string, JsonElement> { ["task"] = default } })).Message.ShouldContain("task");

        trace.Finalize(new RunOutcome(RunOutcome.Fail)).Other!["papers"].GetInt32().ShouldBe(3);
        workspace.Records().Single().Other!["papers"].GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Two_runs_in_one_process_have_ids_and_files_of_their_own()
    {
        using var workspace = new RunWorkspace(ManualTime.AtNoon());
        using var first = workspace.Start();
        using var second = workspace.Start();

        first.Id.ShouldNotBe(second.Id);
        first.Finalize(new RunOutcome(RunOutcome.Fail));
        second.Finalize(new RunOutcome(RunOutcome.Fail));

        workspace.Records().Select(record => record.RunId).ShouldBe([first.Id, second.Id]);
        workspace.ShouldVerify();
    }

    [Fact]
    public async Task Parallel_lanes_record_everything_and_nest()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();
        trace.EnterStage("wiggum_r1");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => Work(trace, n))));

        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));

        record.Steps.ShouldBe(80);
        StepReader.Read(workspace.PathOf(record.StepsPath!)).Select(step => step.Seq).ShouldBe(Enumerable.Range(1, 80));
        record.TokensByStage["judge"].Calls.ShouldBe(80);
        var validation = TraceValidator.Validate(workspace.PathOf(record.TracePath!));
        validation.Errors.ShouldBeEmpty();
        validation.Spans.ShouldBe(2 + 8 * 10 * 101);
        workspace.ShouldVerify();
    }

    [Fact]
    public void What_observers_are_told_is_on_disk_already()
    {
        using var workspace = new RunWorkspace();
        var observer = new RecordingObserver();
        using var trace = workspace.Start(options: workspace.Options with { Observer = observer });

        trace.EnterStage("plan");
        trace.EnterStage("research");
        trace.RecordToolCall(new ToolCall { Name = "search", Query = "q" });
        trace.AddRound(new VerificationRound { Round = 1, Evaluator = "e" });
        trace.LogUsage("plan", new ModelUsage(1, 2, 3));
        trace.Notice("look");

        observer.Told.ShouldBe(["enter plan", "leave plan", "enter research", "tool 1 search", "round 1", "used plan", "notice look"]);
        var journal = File.ReadAllText(workspace.Workspace.Journals.PathOf(trace.Id));
        journal.ShouldContain("\"ev\":\"round\"");
        journal.ShouldContain("\"stage\":\"research\"");
    }

    private static async Task<string> EndWithAsync(RunWorkspace workspace, Exception failure)
    {
        var result = await RunTrace.RunAsync(workspace.Workspace, new RunStart { Task = "t" }, _ => throw failure);
        return result.Record.Error!.Type;
    }

    private static void Work(RunTrace trace, int number)
    {
        using var lane = trace.OpenLane($"panel/{number}");
        for (var i = 0; i < 10; i++)
        {
            using var span = lane.Span("llm:judge");
            for (var n = 0; n < 100; n++)
                lane.Span("inner").Dispose();
            trace.RecordStep(lane, new StepEntry { Stage = "judge", Kind = "model", Name = "llm:judge", Result = $"{number} {i}" });
            trace.LogUsage("judge", new ModelUsage(1, 1, 1));
        }
    }

    private sealed class RecordingObserver : IRunObserver
    {
        public List<string> Told { get; } = [];

        public void StageEntered(string stage) => Told.Add($"enter {stage}");

        public void StageLeft(string stage, double ms) => Told.Add($"leave {stage}");

        public void ActivityBegun(string lane, string name) => Told.Add($"begin {lane} {name}");

        public void ActivityEnded(string lane, string name, double ms) => Told.Add($"end {lane} {name}");

        public void Used(string stage, ModelUsage usage) => Told.Add($"used {stage}");

        public void ToolCalled(ToolCall call) => Told.Add($"tool {call.Seq} {call.Name}");

        public void RoundEvaluated(VerificationRound round) => Told.Add($"round {round.Round}");

        public void Noticed(string message) => Told.Add($"notice {message}");
    }
}
