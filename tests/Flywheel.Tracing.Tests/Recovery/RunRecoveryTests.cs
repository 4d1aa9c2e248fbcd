using Flywheel.Storage.Blobs;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.Recovery;

public sealed class RunRecoveryTests
{
    [Fact]
    public void A_killed_run_becomes_one_error_record_with_all_that_it_had_done()
    {
        using var alive = new RunWorkspace();
        using var trace = alive.Start(new RunStart { Task = "the task", SessionId = "s" });
        trace.EnterStage("plan");
        trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "model", Name = "llm:plan", Arguments = "prompt", Result = "answer" });
        trace.LogUsage("plan", new ModelUsage(10, 5, 3));
        trace.EnterStage("synthesize");
        trace.AddDraft(1, "# Draft");
        var open = trace.Span("inner");
        trace.Main.Flush();
        using var killed = alive.AfterKill();

        var report = killed.Recover();

        report.Recovered.ShouldBe([trace.Id]);
        report.Failed.ShouldBeEmpty();
        var record = killed.Records().ShouldHaveSingleItem();
        record.Final.ShouldBe("ERROR");
        record.Error!.Type.ShouldBe("ProcessDied");
        record.Error.Stage.ShouldBe("synthesize");
        (record.Task, record.SessionId, record.InputTokens, record.Steps).ShouldBe(("the task", "s", 10, 1));
        record.Stages.Select(stage => stage.Name).ShouldBe(["plan", "synthesize"]);
        killed.Workspace.Blobs.ReadText(BlobId.Parse(record.Drafts.Single().Blob)).ShouldBe("# Draft");
        StepReader.Read(killed.PathOf(record.StepsPath!)).ShouldHaveSingleItem().Name.ShouldBe("llm:plan");
        var content = TraceContent.Read(killed.PathOf(record.TracePath!));
        content.Errors.ShouldBeEmpty();
        var inner = content.Lanes.Single().Spans.Single(span => span.Name == "inner");
        content.ArgumentsOf(inner)!.Value.GetProperty("unfinished").GetBoolean().ShouldBeTrue();
        killed.ShouldVerify();
        open.Dispose();
    }

    [Fact]
    public void Recovering_again_changes_nothing()
    {
        using var alive = new RunWorkspace();
        using var trace = alive.Start();
        trace.EnterStage("plan");
        using var killed = alive.AfterKill();
        killed.Recover();
        var log = File.ReadAllBytes(killed.Workspace.Runs.FilePath);

        var report = killed.Recover();

        report.NothingDone.ShouldBeTrue();
        File.ReadAllBytes(killed.Workspace.Runs.FilePath).ShouldBe(log);
    }

    [Fact]
    public void A_run_that_lives_is_left_alone()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();

        var report = workspace.Recover();

        report.StillRunning.ShouldBe([trace.Id]);
        report.Recovered.ShouldBeEmpty();
        var verified = workspace.Verify();
        verified.StillRunning.ShouldBe([trace.Id]);
        verified.Ok.ShouldBeTrue(verified.ToJson());
    }

    [Fact]
    public void A_finished_run_is_appended_once_whether_or_not_the_log_had_it()
    {
        using var workspace = new RunWorkspace();
        File.WriteAllText(workspace.PathOf("traces"), "no traces here"); // nothing but the record is left to do
        var trace = workspace.Start();
        using var beforeTheEnd = workspace.AfterKill();
        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));
        trace.Dispose();
        var journal = beforeTheEnd.Workspace.Journals.PathOf(trace.Id);
        File.AppendAllText(journal, $$"""{"t":"2026-04-10T12:00:00.000Z","ev":"final","record":{{Line(record)}},"log_offset":0}""" + "\n");

        using var appendLost = beforeTheEnd.AfterKill();
        appendLost.Recover().Appended.ShouldBe([trace.Id]);
        appendLost.Records().ShouldHaveSingleItem().Final.ShouldBe("FAIL");

        File.WriteAllText(beforeTheEnd.Workspace.Runs.FilePath, Line(record) + "\n");
        using var deleteLost = beforeTheEnd.AfterKill();
        var report = deleteLost.Recover();
        report.Appended.ShouldBeEmpty();
        report.Recovered.ShouldBeEmpty();
        deleteLost.Records().ShouldHaveSingleItem();
        deleteLost.Workspace.Journals.RunIds().ShouldBeEmpty();
    }

    [Fact]
    public void A_record_is_found_in_the_log_also_before_the_offset_that_was_noted()
    {
        using var alive = new RunWorkspace();
        using var trace = alive.Start();
        using var killed = alive.AfterKill();
        var record = new RunRecord { RunId = trace.Id, Final = "FAIL", Timestamp = DateTimeOffset.UnixEpoch };
        File.WriteAllText(killed.Workspace.Runs.FilePath, Line(record) + "\n" + Line(new RunRecord { RunId = "other" }) + "\n");
        File.AppendAllText(killed.Workspace.Journals.PathOf(trace.Id), $$"""{"t":"2026-04-10T12:00:00.000Z","ev":"final","record":{{Line(record)}},"log_offset":400}""" + "\n");

        killed.Recover();

        killed.Records().Count(found => found.RunId == trace.Id).ShouldBe(1);
    }

    [Fact]
    public void A_journal_without_a_readable_beginning_still_becomes_a_record()
    {
        using var alive = new RunWorkspace();
        using var trace = alive.Start();
        trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "decision", Name = "first", Result = "because" });
        using var killed = alive.AfterKill();
        var journal = killed.Workspace.Journals.PathOf(trace.Id);
        var bytes = File.ReadAllBytes(journal);
        Array.Clear(bytes, 0, 40);
        File.WriteAllBytes(journal, bytes);

        killed.Recover().Recovered.ShouldBe([trace.Id]);

        var record = killed.Records().ShouldHaveSingleItem();
        record.Error!.Message.ShouldContain("could not be read");
        record.Steps.ShouldBe(1);
        record.Timestamp!.Value.ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(trace.Id[..15]);
        TraceValidator.Validate(killed.PathOf(record.TracePath!)).Errors.ShouldBeEmpty();
        killed.ShouldVerify();
    }

    [Fact]
    public void Steps_that_a_damaged_journal_lost_are_taken_from_their_file()
    {
        using var alive = new RunWorkspace();
        using var trace = alive.Start();
        for (var i = 1; i <= 3; i++)
            trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "decision", Name = $"step {i}" });
        using var killed = alive.AfterKill();
        var journal = killed.Workspace.Journals.PathOf(trace.Id);
        File.WriteAllLines(journal, File.ReadAllLines(journal).Select(line => line.Contains("step 2", StringComparison.Ordinal) ? "{spoiled" : line));

        killed.Recover();

        var record = killed.Records().ShouldHaveSingleItem();
        record.Steps.ShouldBe(3);
        StepReader.Read(killed.PathOf(record.StepsPath!)).Select(step => step.Name).ShouldBe(["step 1", "step 2", "step 3"]);
        killed.ShouldVerify();
    }

    [Fact]
    public void Two_recoveries_at_once_write_one_record_each()
    {
        using var alive = new RunWorkspace();
        var traces = Enumerable.Range(0, 12).Select(_ => alive.Start()).ToList();
        using var killed = alive.AfterKill();

        Parallel.For(0, 4, _ => killed.Recover());

        killed.Records().Select(record => record.RunId).Order(StringComparer.Ordinal).ShouldBe(traces.Select(trace => trace.Id).Order(StringComparer.Ordinal));
        killed.ShouldVerify();
        traces.ForEach(trace => trace.Dispose());
    }

    [Fact]
    public void A_part_without_a_journal_is_reported_and_completed()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();
        trace.Finalize(new RunOutcome(RunOutcome.Fail));
        Directory.CreateDirectory(workspace.PathOf("traces/2026-01"));
        var part = workspace.PathOf("traces/2026-01/20260101T000000_00000000.trace.json.part");
        File.WriteAllText(part, "[\n{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"name\":\"process_name\",\"args\":{\"name\":\"x\"}},\n");

        var before = workspace.Verify();
        workspace.Recover().Failed.ShouldBeEmpty();

        before.Ok.ShouldBeFalse();
        before.MissingTraces.ShouldHaveSingleItem().RunId.ShouldBe("20260101T000000_00000000");
        File.Exists(part).ShouldBeFalse();
        workspace.ShouldVerify();
    }

    [Fact]
    public void One_run_that_can_not_be_settled_does_not_keep_the_others()
    {
        using var alive = new RunWorkspace();
        using var first = alive.Start();
        using var second = alive.Start();
        using var killed = alive.AfterKill();
        Directory.CreateDirectory(killed.PathOf($"steps/{first.Id}.jsonl/in the way"));
        File.AppendAllText(killed.Workspace.Journals.PathOf(first.Id), """{"t":"2026-04-10T12:00:00.000Z","ev":"step","step":{"seq":1,"name":"x"}}""" + "\n");

        var report = killed.Recover();

        report.Recovered.ShouldBe(new[] { first.Id, second.Id }.Order(StringComparer.Ordinal));
        report.Failed.ShouldHaveSingleItem().RunId.ShouldBe(first.Id);
        killed.Records().Count.ShouldBe(2);
        Directory.Delete(killed.PathOf($"steps/{first.Id}.jsonl"), recursive: true);
        killed.Recover().Failed.ShouldBeEmpty();
        killed.Records().Count.ShouldBe(2);
        killed.Workspace.Journals.RunIds().ShouldBeEmpty();
    }

    private static string Line(RunRecord record) => System.Text.Encoding.UTF8.GetString(RecordExporter.ToLine(record, RecordShape.Flywheel));
}
