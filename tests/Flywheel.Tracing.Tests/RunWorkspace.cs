using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Recovery;
using Flywheel.Tracing.Runs;

namespace Flywheel.Tracing.Tests;

/// <summary>A workspace of a test's own, and what tests do with it.</summary>
internal sealed class RunWorkspace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunWorkspace(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Workspace = Workspace.Open(_folder.FullName, Time);
        Directory.CreateDirectory(PathOf("outputs"));
    }

    public TimeProvider Time { get; }

    public Workspace Workspace { get; }

    public RunTraceOptions Options => new() { Time = Time };

    public string PathOf(string relative) => _folder[relative];

    public RunTrace Start(RunStart? start = null, RunTraceOptions? options = null) =>
        RunTrace.Start(Workspace, start ?? new RunStart { Task = "a task" }, options ?? Options);

    public IReadOnlyList<RunRecord> Records() => [.. RecordReader.ReadLog(Workspace.Runs.FilePath, line => Assert.Fail($"byte {line.Offset}: {line.Reason}"))];

    public RecoveryReport Recover() => new RunRecovery(Workspace, Time, LeverageCosts.Default).Recover();

    public RunVerificationReport Verify() => new RunVerification(Workspace).Verify(TestContext.Current.CancellationToken);

    public void ShouldVerify()
    {
        var report = Verify();
        report.Ok.ShouldBeTrue(report.ToJson());
    }

    /// <summary>Another workspace that holds what this one's files say at this moment, as a power cut or a kill would leave it: nobody holds its journals.</summary>
    public RunWorkspace AfterKill()
    {
        var copy = new RunWorkspace(Time);
        foreach (var file in Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories))
        {
            var target = copy.PathOf(Path.GetRelativePath(_folder.FullName, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return copy;
    }

    public void Dispose() => _folder.Dispose();
}
