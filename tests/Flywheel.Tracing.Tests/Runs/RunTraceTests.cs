using System.Text.Json;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Recovery;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.Runs;

public sealed class RunTraceTests
{
    [Fact]
    public async Task A_run_leaves_one_record_its_steps_its_drafts_and_a_valid_trace()
    {
        using var folder = new TemporaryFolder();
        var workspace = Workspace.Open(folder.Root, TimeProvider.System);
        Directory.CreateDirectory(folder.PathOf("outputs"));

        var result = await RunTrace.RunAsync(workspace, new RunStart { Task = "do it" }, trace =>
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
            trace.DeliverOutput(folder.PathOf("outputs/x.md"), "# Draft\n", 1);
            return Task.FromResult(new RunOutcome(RunOutcome.Pass));
        });

        result.Failure.ShouldBeNull();
        var record = RecordReader.ReadLog(workspace.Runs.FilePath, line => Assert.Fail(line.Reason)).ShouldHaveSingleItem();
        record.Final.ShouldBe("PASS");
        record.FinalScore.ShouldBe(8.5);
        record.Stages.Select(stage => stage.Name).ShouldBe(["plan", "wiggum_r1"]);
        JsonSerializer.Serialize(record).ShouldBe(JsonSerializer.Serialize(result.Record));
        var validation = TraceValidator.Validate(workspace.PathOf(record.TracePath!));
        validation.Errors.ShouldBeEmpty();
        validation.Lanes.ShouldBe(["pipeline", "panel/Critic"]);
        TraceSummary.Of(workspace.PathOf(record.TracePath!)).Stages.Count.ShouldBe(2);
        var report = new RunVerification(workspace).Verify(TestContext.Current.CancellationToken);
        report.Ok.ShouldBeTrue(report.ToJson());
        report.Records.ShouldBe(1);
    }
}
