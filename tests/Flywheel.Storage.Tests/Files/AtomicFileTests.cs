using System.Text;
using Flywheel.Storage.Files;

namespace Flywheel.Storage.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_creates_a_file()
    {
        AtomicFile.Write(_folder["new"], "content"u8);
        File.ReadAllText(_folder["new"]).ShouldBe("content");
    }

    [Fact]
    public void Write_replaces_a_file_and_leaves_nothing_beside_it()
    {
        File.WriteAllText(_folder["file"], "something longer than the new content");
        AtomicFile.Write(_folder["file"], "new"u8);
        File.ReadAllText(_folder["file"]).ShouldBe("new");
        Directory.GetFileSystemEntries(_folder.FullName).ShouldBe([_folder["file"]]);
    }

    [Fact]
    public void Write_keeps_the_permissions_of_the_file_it_replaces()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix permissions.");
            return;
        }

        File.WriteAllText(_folder["private"], "old");
        File.SetUnixFileMode(_folder["private"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AtomicFile.Write(_folder["private"], "new"u8);
        File.GetUnixFileMode(_folder["private"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Write_replaces_a_symbolic_link_and_leaves_its_target()
    {
        File.WriteAllText(_folder["target"], "target");
        File.CreateSymbolicLink(_folder["link"], _folder["target"]);
        AtomicFile.Write(_folder["link"], "new"u8);
        File.ReadAllText(_folder["target"]).ShouldBe("target");
        File.ReadAllText(_folder["link"]).ShouldBe("new");
    }

    [Fact]
    public void Write_accepts_a_name_as_long_as_the_file_system_does()
    {
        var longest = _folder[new string('n', 255)];
        AtomicFile.Write(longest, "content"u8);
        File.ReadAllText(longest).ShouldBe("content");
    }

    [Fact]
    public void Write_into_a_missing_folder_fails()
    {
        Should.Throw<DirectoryNotFoundException>(() => AtomicFile.Write(_folder["missing/file"], "x"u8));
    }

    [Fact]
    public void Write_over_a_folder_fails_and_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(_folder["folder"]);
        File.WriteAllText(_folder["folder/inside"], "stays");
        Should.Throw<Exception>(() => AtomicFile.Write(_folder["folder"], "x"u8)).ShouldBeAssignableTo<SystemException>();
        Directory.GetFileSystemEntries(_folder.FullName).ShouldBe([_folder["folder"]]);
        File.ReadAllText(_folder["folder/inside"]).ShouldBe("stays");
    }

    [Fact]
    public void Write_on_a_full_disk_keeps_the_old_content_and_leaves_no_temporary_file()
    {
        using var disk = SmallDisk.Mount();
        AtomicFile.Write(disk["file"], "old"u8);
        disk.Fill();
        var failure = Should.Throw<IOException>(() => AtomicFile.Write(disk["file"], new byte[100_000]));
        FileSystem.IsDiskFull(failure).ShouldBeTrue();
        File.ReadAllText(disk["file"]).ShouldBe("old");
        Directory.GetFiles(disk.FullName).ShouldBe([disk["file"], disk["filler"]], ignoreOrder: true);
    }

    [Fact]
    public void Concurrent_writers_leave_the_content_of_one_of_them()
    {
        Parallel.For(0, 64, n => AtomicFile.Write(_folder["file"], Encoding.UTF8.GetBytes(new string((char)('a' + (n % 26)), 5000))));
        var content = File.ReadAllText(_folder["file"]);
        content.Length.ShouldBe(5000);
        content.Distinct().Count().ShouldBe(1);
        Directory.GetFiles(_folder.FullName).Length.ShouldBe(1);
    }

    [Fact]
    public void A_kill_before_any_step_of_a_write_leaves_the_old_content_or_the_new()
    {
        const int Size = 30_000;
        var old = new string('z', Size);
        var seen = new HashSet<char>();
        Worker.KillAtEveryStep(
            ["fchmod", "pwrite64", "fsync", "rename"],
            prepare: () => File.WriteAllText(_folder["file"], old),
            examine: (said, cameThrough) =>
            {
                var content = File.ReadAllText(_folder["file"]);
                content.ShouldBeOneOf(old, new string('a', Size));
                seen.Add(content[0]);
                if (cameThrough)
                    content[0].ShouldBe('a');
                said.Count.ShouldBe(cameThrough ? 1 : 0);
            },
            "replace", _folder["file"], $"{Size}", "1");
        seen.ShouldBe(['z', 'a'], ignoreOrder: true);

        AtomicFile.RemoveAbandoned(_folder.FullName, DateTimeOffset.MaxValue).ShouldBeGreaterThan(0);
        Directory.GetFiles(_folder.FullName).ShouldBe([_folder["file"]]);
    }

    [Fact]
    public void The_content_is_on_disk_before_it_gets_its_name_and_the_name_before_the_write_returns()
    {
        var calls = Worker.Trace("pwrite64,fsync,rename,write", _folder["strace"], "replace", _folder["file"], "100", "1");
        calls.Where(call => call.Contains(_folder.FullName, StringComparison.Ordinal) || Worker.IsWord(call))
            .Select(call => (call[..call.IndexOf('(', StringComparison.Ordinal)], call.Contains("/.flywheel-", StringComparison.Ordinal)))
            .ShouldBe([("pwrite64", true), ("fsync", true), ("rename", true), ("fsync", false), ("write", false)]);
    }

    [Fact]
    public void RemoveAbandoned_leaves_young_files_and_files_of_others()
    {
        File.WriteAllText(AtomicFile.TemporaryName(_folder["file"]), "young");
        var old = AtomicFile.TemporaryName(_folder["file"]);
        File.WriteAllText(old, "old");
        File.SetLastWriteTimeUtc(old, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.WriteAllText(_folder[".other.tmp"], "not ours");
        File.SetLastWriteTimeUtc(_folder[".other.tmp"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        AtomicFile.RemoveAbandoned(_folder.FullName, new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)).ShouldBe(1);

        File.Exists(old).ShouldBeFalse();
        Directory.GetFiles(_folder.FullName).Length.ShouldBe(2);
        AtomicFile.RemoveAbandoned(_folder["missing"], DateTimeOffset.MaxValue).ShouldBe(0);
    }
}
