using System.Text.Json;
using Flywheel.EndToEnd.Tests.Processes;
using Flywheel.Tests.Shared;

namespace Flywheel.EndToEnd.Tests.Durability;

/// <summary>A disk without space refuses a run before it starts, and never swallows the record of one that has started.</summary>
public sealed class FullDiskTests
{
    private static readonly string[] Task = ["run", "Top 2 ways to keep an agent's context small", "--corpus", "corpus", "--workspace"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async System.Threading.Tasks.Task A_disk_that_is_full_at_the_start_refuses_the_run()
    {
        using var disk = SmallDisk.Mount();
        using var folder = new RunFolder().WithSmallCorpus("keeping-context-small.md", "context-compaction.md");
        (await FlywheelProcess.RunAsync(folder.Path, ["runs", "list", "--workspace", disk.FullName], Cancellation)).ShouldExitWith(0);
        disk.Fill();

        var run = (await FlywheelProcess.RunAsync(folder.Path, [.. Task, disk.FullName], Cancellation)).ShouldExitWith(3);

        run.Error.ShouldContain("space", Case.Insensitive);
        Directory.EnumerateFiles(disk.FullName, "*.journal", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async System.Threading.Tasks.Task A_disk_that_fills_up_during_a_run_ends_it_with_a_message_and_the_record_appears_after_space_is_freed()
    {
        using var disk = SmallDisk.Mount();
        using var folder = new RunFolder().WithSmallCorpus("keeping-context-small.md", "context-compaction.md");
        (await FlywheelProcess.RunAsync(folder.Path, ["runs", "list", "--workspace", disk.FullName], Cancellation)).ShouldExitWith(0);
        disk.Fill();
        disk.Free(230_000); // room to start, not to finish

        var run = (await FlywheelProcess.RunAsync(folder.Path, [.. Task, disk.FullName], Cancellation)).ShouldExitWith(3);
        run.Error.ShouldContain("space", Case.Insensitive);
        var id = System.Text.RegularExpressions.Regex.Match(run.Error, @"\d{8}T\d{6}_[0-9a-f]{8}").Value;
        id.ShouldNotBeEmpty("the run had started");

        disk.Free(500_000);
        (await FlywheelProcess.RunAsync(folder.Path, ["runs", "recover", "--workspace", disk.FullName], Cancellation)).ShouldExitWith(0);
        var shown = (await FlywheelProcess.RunAsync(folder.Path, ["runs", "show", id, "--json", "--workspace", disk.FullName], Cancellation)).ShouldExitWith(0);
        using var record = JsonDocument.Parse(shown.Output);
        record.RootElement.GetProperty("final").GetString().ShouldBe("ERROR");
        record.RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe("DiskFull");
        var verified = (await FlywheelProcess.RunAsync(folder.Path, ["runs", "verify", "--json", "--workspace", disk.FullName], Cancellation)).ShouldExitWith(0);
        verified.Output.ShouldContain("\"ok\":true", customMessage: verified.Output);
    }
}
