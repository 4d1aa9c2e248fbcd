using System.Text.Json;
using Flywheel.EndToEnd.Tests.Processes;
using Flywheel.Storage.Blobs;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Recovery;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Steps;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.EndToEnd.Tests.Durability;

/// <summary>What must hold of a workspace after runs were killed and recovered.</summary>
internal static class RecoveredWorkspace
{
    /// <summary>Recovers, and asserts that every announced run has exactly one record and that all it kept is readable.</summary>
    public static async Task<IReadOnlyList<RunRecord>> ShouldHoldAsync(RunFolder folder, IReadOnlyCollection<string> announced, CancellationToken cancellationToken)
    {
        (await FlywheelProcess.RunAsync(folder.Path, ["runs", "recover", "--json"], cancellationToken)).ShouldExitWith(0);
        var verified = (await FlywheelProcess.RunAsync(folder.Path, ["runs", "verify", "--json"], cancellationToken)).ShouldExitWith(0);
        using var report = JsonDocument.Parse(verified.Output);
        report.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue(verified.Output);

        return ShouldHold(folder, announced);
    }

    /// <summary>The same within the test's own process.</summary>
    public static IReadOnlyList<RunRecord> ShouldHold(RunFolder folder, IReadOnlyCollection<string> announced)
    {
        var workspace = Workspace.Open(folder.Workspace, TimeProvider.System);
        new RunRecovery(workspace, TimeProvider.System, LeverageCosts.Default).Recover();
        new RunVerification(workspace).Verify().Ok.ShouldBeTrue();
        var records = RecordReader.ReadLog(workspace.Runs.FilePath).ToList();
        var ids = records.Select(static record => record.RunId).ToList();
        ids.ShouldBeUnique();
        announced.Except(ids).ShouldBeEmpty("every announced run has a record");
        workspace.Journals.RunIds().ShouldBeEmpty();
        Directory.EnumerateFiles(folder.Workspace, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
        foreach (var record in records)
            Check(workspace, record);
        return records;
    }

    private static void Check(Workspace workspace, RunRecord record)
    {
        foreach (var draft in record.Drafts)
            workspace.Blobs.ReadText(BlobId.Parse(draft.Blob)).ShouldNotBeEmpty();
        var invalid = new List<InvalidLine>();
        var steps = StepReader.Read(workspace.PathOf(record.StepsPath!), invalid.Add).ToList();
        invalid.ShouldBeEmpty();
        steps.Count.ShouldBe(record.Steps);
        foreach (var blob in steps.SelectMany(static step => new[] { step.ArgsBlob, step.ResultBlob }).OfType<string>())
            workspace.Blobs.Read(BlobId.Parse(blob));
        if (record.TracePath is { } path) // a run that was killed before its trace was begun has none, and says so
            TraceValidator.Validate(workspace.PathOf(path)).Errors.ShouldBeEmpty($"trace of {record.RunId}");
        if (record.Final == "ERROR")
            record.Error.ShouldNotBeNull().Type.ShouldBe("ProcessDied");
    }
}
