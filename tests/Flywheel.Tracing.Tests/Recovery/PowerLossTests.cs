using System.Text;
using System.Text.Json;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Steps;

namespace Flywheel.Tracing.Tests.Recovery;

/// <summary>A power cut may leave any part of what was written last.</summary>
public sealed class PowerLossTests
{
    [Fact]
    public void A_log_cut_at_any_byte_of_its_last_line_keeps_every_earlier_record_and_the_loss_is_reported()
    {
        using var workspace = RunWorkspace.InMemory();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            using var trace = workspace.Start();
            trace.Finalize(new RunOutcome(RunOutcome.Fail));
        }

        var log = workspace.Workspace.Runs.FilePath;
        var whole = File.ReadAllBytes(log);
        var records = workspace.Records();
        var lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (var cut = lastLine + 1; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(log, whole[..cut]);
            var report = workspace.Verify();
            var complete = cut == whole.Length - 1; // all but the line break
            report.Records.ShouldBe(complete ? 3 : 2);
            report.TornTail.ShouldBeTrue();
            report.Ok.ShouldBe(complete);
            report.InvalidLines.Select(line => line.Offset).ShouldBe(complete ? [] : [(long)lastLine]);
            Ids(log).Take(2).ShouldBe(records.Take(2).Select(record => record.RunId));
        }
    }

    [Fact]
    public void A_log_torn_before_its_journal_was_removed_is_made_whole_and_the_torn_line_explained()
    {
        using var workspace = RunWorkspace.InMemory();
        using (var earlier = workspace.Start())
            earlier.Finalize(new RunOutcome(RunOutcome.Fail));
        using var trace = workspace.Start();
        using var killed = workspace.AfterKill();
        var journal = killed.Workspace.Journals.PathOf(trace.Id);
        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));
        File.AppendAllText(journal, $$"""{"t":"2026-04-10T12:00:00.000Z","ev":"final","record":{{Encoding.UTF8.GetString(Line(record))}},"log_offset":0}""" + "\n");
        var before = File.ReadAllBytes(killed.Workspace.Runs.FilePath);
        var line = Line(record);
        for (var cut = 1; cut <= line.Length; cut++)
        {
            using var torn = killed.AfterKill();
            File.WriteAllBytes(torn.Workspace.Runs.FilePath, [.. before, .. line[..cut]]);

            torn.Recover();

            var found = new List<long>();
            RecordReader.ReadLog(torn.Workspace.Runs.FilePath, invalid => found.Add(invalid.Offset)).Count(read => read.RunId == trace.Id).ShouldBe(1, $"cut at {cut}");
            var report = torn.Verify();
            report.Ok.ShouldBeTrue(report.ToJson());
            report.InvalidLines.Count.ShouldBe(cut == line.Length ? 0 : 1);
            found.Count.ShouldBe(report.InvalidLines.Count);
        }
    }

    [Fact]
    public void A_journal_cut_at_any_byte_of_its_last_line_still_gives_one_record()
    {
        using var workspace = RunWorkspace.InMemory();
        using var trace = workspace.Start();
        trace.EnterStage("plan");
        trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "model", Name = "llm:plan", Arguments = "p", Result = "r" });
        trace.AddDraft(1, "draft");
        using var killed = workspace.AfterKill();
        var bytes = File.ReadAllBytes(killed.Workspace.Journals.PathOf(trace.Id));
        var lastLine = Array.LastIndexOf(bytes, (byte)'\n', bytes.Length - 2) + 1;
        for (var cut = lastLine; cut <= bytes.Length; cut++)
        {
            using var torn = killed.AfterKill();
            File.WriteAllBytes(torn.Workspace.Journals.PathOf(trace.Id), bytes[..cut]);

            torn.Recover().Recovered.ShouldBe([trace.Id]);

            var record = torn.Records().ShouldHaveSingleItem();
            record.Steps.ShouldBe(1);
            record.Stages.Single().Name.ShouldBe("plan");
            var wholeDraft = cut >= bytes.Length - 1;
            record.Drafts.Count.ShouldBe(wholeDraft ? 1 : 0);
            record.Error!.Message.Contains("could not be read", StringComparison.Ordinal).ShouldBe(!wholeDraft && cut > lastLine, $"cut at {cut}");
            StepReader.Read(torn.PathOf(record.StepsPath!)).Count().ShouldBe(1);
            torn.ShouldVerify();
        }
    }

    [Fact]
    public void A_journal_of_any_spoiled_bytes_gives_one_record()
    {
        using var workspace = RunWorkspace.InMemory();
        using var trace = workspace.Start();
        trace.EnterStage("plan");
        trace.Note(new RunNotes { Plan = JsonSerializer.SerializeToElement(new { a = 1 }), MemoryIds = ["m"] });
        trace.AddRound(new VerificationRound { Round = 1, Score = 7, Evaluator = "e" });
        trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "model", Name = "llm:plan" });
        using var killed = workspace.AfterKill();
        var bytes = File.ReadAllBytes(killed.Workspace.Journals.PathOf(trace.Id));
        var random = new Random(20260410);
        for (var attempt = 0; attempt < 150; attempt++)
        {
            using var spoiled = killed.AfterKill();
            var copy = bytes.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(spoiled.Workspace.Journals.PathOf(trace.Id), copy);

            spoiled.Recover().Failed.ShouldBeEmpty();

            spoiled.Records().ShouldHaveSingleItem().RunId.ShouldBe(trace.Id, $"attempt {attempt}");
        }
    }

    [Fact]
    public void A_part_cut_at_any_byte_becomes_a_valid_trace()
    {
        using var workspace = RunWorkspace.InMemory();
        using var trace = workspace.Start();
        trace.EnterStage("plan");
        using (trace.Span("llm:plan"))
        {
            trace.Notice("é");
            trace.Main.Flush();
        }

        trace.Main.Flush();
        using var killed = workspace.AfterKill();
        var part = Directory.GetFiles(killed.PathOf("traces"), "*.part", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(part);
        var laneNamed = Encoding.UTF8.GetString(bytes).IndexOf("thread_sort_index", StringComparison.Ordinal);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            using var torn = killed.AfterKill();
            File.WriteAllBytes(Path.Combine(torn.Workspace.Root, Path.GetRelativePath(killed.Workspace.Root, part)), bytes[..cut]);

            torn.Recover().Failed.ShouldBeEmpty();

            var path = torn.PathOf(torn.Records().Single().TracePath!);
            Flywheel.Tracing.TraceFiles.TraceValidator.Validate(path).Errors.ShouldBeEmpty($"cut at {cut} of {bytes.Length}, lane named at {laneNamed}");
        }
    }

    private static byte[] Line(RunRecord record) => RecordExporter.ToLine(record, RecordShape.Flywheel);

    private static IEnumerable<string> Ids(string log) => RecordReader.ReadLog(log).Select(record => record.RunId);
}
