using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Recovery;
using Flywheel.Tracing.Runs;

namespace Flywheel.Tracing.Tests;

/// <summary>A workspace of a test's own, and what tests do with it.</summary>
internal sealed class RunWorkspace : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    private readonly string _folder;
    private readonly bool _inMemory;

    public RunWorkspace(TimeProvider? time = null)
        : this(time, inMemory: false)
    {
    }

    private RunWorkspace(TimeProvider? time, bool inMemory)
    {
        _inMemory = inMemory && Directory.Exists(MemoryDisk);
        _folder = _inMemory
            ? Directory.CreateDirectory(Path.Combine(MemoryDisk, $"flywheel-test-{Guid.NewGuid():n}")).FullName
            : Directory.CreateTempSubdirectory("flywheel-test-").FullName;
        Time = time ?? TimeProvider.System;
        Workspace = Workspace.Open(_folder, Time);
        Directory.CreateDirectory(PathOf("outputs"));
    }

    /// <summary>Where nothing waits for a disk, for tests that recover thousands of times.</summary>
    public static RunWorkspace InMemory() => new(null, inMemory: true);

    public TimeProvider Time { get; }

    public Workspace Workspace { get; }

    public RunTraceOptions Options => new() { Time = Time };

    public string PathOf(string relative) => Path.Combine(_folder, relative);

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
        var copy = new RunWorkspace(Time, _inMemory);
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            var target = copy.PathOf(Path.GetRelativePath(_folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
