using System.Diagnostics;
using Flywheel.Storage.Files;

namespace Flywheel.Storage.Tests.Files;

public sealed class FileSystemProbeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flywheel-probe-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_probe_finds_locks_and_leaves_nothing_behind()
    {
        var probe = FileSystemProbe.Of(_folder.FullName);

        probe.Locks.ShouldBeTrue();
        _folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_that_is_not_there_can_not_be_probed() =>
        Should.Throw<IOException>(() => FileSystemProbe.Of(Path.Combine(_folder.FullName, "missing")));

    [Fact]
    public void Only_files_are_regular_files()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Pipes are made with mkfifo.");
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        var link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, file);
        var pipe = Path.Combine(_folder.FullName, "pipe");
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
            mkfifo.WaitForExit();

        FileSystem.IsRegularFile(file).ShouldBeTrue();
        FileSystem.IsRegularFile(link).ShouldBeTrue();
        FileSystem.IsRegularFile(pipe).ShouldBeFalse();
        FileSystem.IsRegularFile(_folder.FullName).ShouldBeFalse();
        FileSystem.IsRegularFile("/dev/null").ShouldBeFalse();
        FileSystem.IsRegularFile(file + "-missing").ShouldBeFalse();
    }
}
