using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Recovery;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.Runs;

public sealed class FullDiskTests
{
    [Fact]
    public void A_full_disk_refuses_the_run_and_nothing_is_left_of_it()
    {
        using var disk = SmallDisk.Mount();
        var workspace = Workspace.Open(disk["w"], TimeProvider.System);
        disk.Fill();

        Should.Throw<IOException>(() => RunTrace.Start(workspace, new RunStart { Task = "t" }));

        disk.Free(1 << 19);
        Directory.EnumerateFiles(workspace.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe([".gitignore"]);
    }

    [Fact]
    public async Task A_disk_that_fills_up_keeps_the_record_in_the_journal_until_there_is_space()
    {
        using var disk = SmallDisk.Mount(4 << 20);
        var workspace = Workspace.Open(disk["w"], TimeProvider.System);
        string? id = null;

        var pending = await Should.ThrowAsync<RecordPendingException>(() => RunTrace.RunAsync(workspace, new RunStart { Task = "t" }, trace =>
        {
            id = trace.Id;
            trace.EnterStage("plan");
            trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "decision", Name = "kept", Result = "because" });
            trace.AddDraft(1, "kept");
            disk.Fill();
            for (var i = 0; i < 5000; i++)
                trace.Span("lost or not").Dispose();
            trace.AddDraft(2, new string('x', 100_000)); // throws: the disk is full
            return Task.FromResult(new RunOutcome(RunOutcome.Pass));
        }));

        pending.RunId.ShouldBe(id);
        pending.Message.ShouldContain("flywheel runs recover");
        var recovery = new RunRecovery(workspace, TimeProvider.System, LeverageCosts.Default);
        var stillFull = recovery.Recover();
        stillFull.Failed.ShouldHaveSingleItem().RunId.ShouldBe(id);
        RecordReader.ReadLog(workspace.Runs.FilePath).ShouldBeEmpty();

        disk.Free(2 << 20);
        recovery.Recover().Appended.ShouldBe([id!]);

        var record = RecordReader.ReadLog(workspace.Runs.FilePath).ShouldHaveSingleItem();
        record.Final.ShouldBe("ERROR");
        record.Error!.Type.ShouldBe("DiskFull");
        record.Drafts.Count.ShouldBe(1);
        StepReader.Read(workspace.PathOf(record.StepsPath!)).ShouldHaveSingleItem().Name.ShouldBe("kept");
        TraceValidator.Validate(workspace.PathOf(record.TracePath!)).Errors.ShouldBeEmpty();
        workspace.Journals.RunIds().ShouldBeEmpty();
        var report = new RunVerification(workspace).Verify(TestContext.Current.CancellationToken);
        report.Ok.ShouldBeTrue(report.ToJson());
    }

    [Fact]
    public void Steps_that_the_disk_refused_are_in_the_file_at_last()
    {
        using var disk = SmallDisk.Mount(4 << 20);
        var workspace = Workspace.Open(disk["w"], TimeProvider.System);
        using var trace = RunTrace.Start(workspace, new RunStart { Task = "t" });
        for (var i = 0; i < 20; i++)
            trace.RecordStep(trace.Main, new StepEntry { Stage = "s", Kind = "decision", Name = $"step {i}" });
        disk.Fill();
        var refused = 0;
        for (var i = 20; i < 400; i++)
        {
            try
            {
                trace.RecordStep(trace.Main, new StepEntry { Stage = "s", Kind = "decision", Name = $"step {i}" });
            }
            catch (IOException)
            {
                refused++;
            }
        }

        disk.Free(2 << 20);
        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));

        refused.ShouldBeGreaterThan(0);
        StepReader.Read(workspace.PathOf(record.StepsPath!), line => Assert.Fail(line.Reason)).Count().ShouldBe(record.Steps);
        var report = new RunVerification(workspace).Verify(TestContext.Current.CancellationToken);
        report.Ok.ShouldBeTrue(report.ToJson());
    }
}
