using System.Text.Json;
using Flywheel.Storage.Blobs;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Recovery;
using Flywheel.Tracing.Runs;

namespace Flywheel.Tracing.Tests.Recovery;

public sealed class RunVerificationTests : IDisposable
{
    private readonly RunWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void An_empty_workspace_is_sound()
    {
        var report = _workspace.Verify();

        report.Ok.ShouldBeTrue();
        using var json = JsonDocument.Parse(report.ToJson());
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "records", "invalid_lines", "torn_tail", "open_journals", "still_running", "duplicate_run_ids", "missing_blobs", "missing_steps", "missing_traces",
            "output_changed", "empty_pass", "ok",
        ]);
    }

    [Fact]
    public void Every_loss_is_found()
    {
        var record = Finished();
        Changed(() => File.Delete(_workspace.Workspace.Blobs.PathOf(BlobId.Parse(record.Drafts[0].Blob))))
            .MissingBlobs.ShouldHaveSingleItem().Reason.ShouldBe("missing (draft of round 1)");
        Changed(() => File.AppendAllText(_workspace.Workspace.Blobs.PathOf(BlobId.Parse(record.OutputBlob!)), "x"))
            .MissingBlobs.ShouldContain(blob => blob.Reason == "changed (output)");
        Changed(() => File.Delete(_workspace.PathOf(record.TracePath!))).MissingTraces.ShouldHaveSingleItem().Path.ShouldBe(record.TracePath);
        Changed(() => File.Delete(_workspace.PathOf(record.StepsPath!))).MissingSteps.ShouldHaveSingleItem().Reason.ShouldStartWith("0 of 1");
        Changed(() => File.AppendAllText(_workspace.PathOf("outputs/x.md"), "more")).OutputChanged.ShouldHaveSingleItem().Reason.ShouldBe("changed since it was delivered");
        Changed(() => File.Delete(_workspace.PathOf("outputs/x.md"))).OutputChanged.ShouldHaveSingleItem().Reason.ShouldBe("missing");
        Changed(() => Append(record)).DuplicateRunIds.ShouldBe([record.RunId]);
        Changed(() => Append(new RunRecord { RunId = "p", Final = "PASS", OutputBytes = 0 })).EmptyPass.ShouldBe(["p"]);
        Changed(() => Append(new RunRecord { RunId = "p", Final = "PASS", StepsPath = "steps/p.jsonl" })).EmptyPass.ShouldBe(["p"]);
        Changed(() => File.AppendAllText(_workspace.Workspace.Runs.FilePath, "not json\n")).InvalidLines.ShouldHaveSingleItem().Explained.ShouldBeFalse();
        Changed(() => File.AppendAllText(_workspace.Workspace.Runs.FilePath, """{"schema":1,"run_id":"gone","sess""" + "\n")).InvalidLines.ShouldHaveSingleItem().Reason.ShouldContain("gone");
        _workspace.ShouldVerify();
    }

    [Fact]
    public void A_torn_line_whose_run_stands_whole_is_explained()
    {
        var record = Finished();
        var line = RecordExporter.ToLine(record, RecordShape.Flywheel);
        File.WriteAllBytes(_workspace.Workspace.Runs.FilePath, [.. line[..200], (byte)'\n', .. line[..9], (byte)'\n', .. line, (byte)'\n']);

        var report = _workspace.Verify();

        report.InvalidLines.Select(invalid => (invalid.Offset, invalid.Explained)).ShouldBe([(0L, true), (201L, true)]);
        report.InvalidLines[0].Reason.ShouldContain("stands whole at byte 211");
        report.Ok.ShouldBeTrue();
    }

    [Fact]
    public void A_dead_journal_waits_for_recovery()
    {
        using var trace = _workspace.Start();
        using var killed = _workspace.AfterKill();

        var report = killed.Verify();

        report.OpenJournals.ShouldBe([trace.Id]);
        report.Ok.ShouldBeFalse();
        killed.Recover();
        killed.ShouldVerify();
    }

    [Fact]
    public void An_output_that_a_later_run_delivered_again_is_judged_by_that_run()
    {
        Finished();
        using (var again = _workspace.Start())
        {
            again.DeliverOutput(_workspace.PathOf("outputs/x.md"), "another text", null);
            again.Finalize(new RunOutcome(RunOutcome.Pass));
        }

        _workspace.ShouldVerify();
    }

    [Fact]
    public void Redacted_outputs_are_compared_after_redaction()
    {
        using (var trace = _workspace.Start(options: _workspace.Options with { Redactor = Flywheel.Storage.Redaction.Redactor.SecretsAndEmail }))
        {
            trace.DeliverOutput(_workspace.PathOf("outputs/y.md"), "key sk-abcdefghijklmnopqrstuvwx, mail ada@example.org", null);
            trace.Finalize(new RunOutcome(RunOutcome.Pass));
        }

        _workspace.ShouldVerify();
    }

    [Fact]
    public void Imported_records_owe_no_files()
    {
        var line = """{"run_id":"a","task":"t","final":"PASS","output_path":"/home/x/out.md","output_bytes":12,"wiggum_scores":[8.5]}""";
        File.WriteAllText(_workspace.PathOf("other.jsonl"), line + "\n");
        new RecordImport(_workspace.Workspace.Runs).Import(_workspace.PathOf("other.jsonl"), TestContext.Current.CancellationToken).Imported.ShouldBe(1);

        _workspace.ShouldVerify();
    }

    private RunRecord Finished()
    {
        using var trace = _workspace.Start();
        trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "model", Name = "llm:plan", Arguments = "prompt", Result = "answer" });
        trace.AddDraft(1, "draft");
        trace.DeliverOutput(_workspace.PathOf("outputs/x.md"), "output", 1);
        return trace.Finalize(new RunOutcome(RunOutcome.Pass));
    }

    private void Append(RunRecord record) => _workspace.Workspace.Runs.Append(RecordExporter.ToLine(record, RecordShape.Flywheel));

    /// <summary>What is reported after a change, which is then undone.</summary>
    private RunVerificationReport Changed(Action change)
    {
        var before = Directory.EnumerateFiles(_workspace.Workspace.Root, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
        change();
        var report = _workspace.Verify();
        foreach (var (file, bytes) in before)
            File.WriteAllBytes(file, bytes);
        report.Ok.ShouldBeFalse(report.ToJson());
        return report;
    }
}
