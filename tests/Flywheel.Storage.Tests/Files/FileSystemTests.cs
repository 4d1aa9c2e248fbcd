using Flywheel.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Tests.Files;

public sealed class FileSystemTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lock_belongs_to_the_handle_not_to_the_process()
    {
        using var first = Open("file");
        using var second = Open("file");
        using var held = FileSystem.Lock(first, _folder["file"]);
        FileSystem.TryLock(second, _folder["file"], out _).ShouldBeFalse();
        FileSystem.Unlock(first);
        held?.Dispose();
        FileSystem.TryLock(second, _folder["file"], out var other).ShouldBeTrue();
        other?.Dispose();
    }

    [Fact]
    public void Closing_the_handle_releases_the_lock_and_closing_another_does_not()
    {
        using var waiting = Open("file");
        using (var holder = Open("file"))
        {
            using var held = FileSystem.Lock(holder, _folder["file"]);
            Open("file").Dispose(); // a POSIX lock would be gone now
            FileSystem.TryLock(waiting, _folder["file"], out _).ShouldBeFalse();
        }

        using var taken = FileSystem.Lock(waiting, _folder["file"]); // waits: a process started by another test may share the holder for a moment
        using var late = Open("file");
        FileSystem.TryLock(late, _folder["file"], out _).ShouldBeFalse();
    }

    [Fact]
    public void A_locked_file_can_be_read()
    {
        File.WriteAllText(_folder["file"], "content");
        using var holder = Open("file");
        using var held = FileSystem.Lock(holder, _folder["file"]);
        File.ReadAllText(_folder["file"]).ShouldBe("content");
    }

    [Fact]
    public void Preallocate_reserves_space_and_keeps_the_length()
    {
        using var disk = SmallDisk.Mount();
        using var handle = File.OpenHandle(disk["file"], FileMode.Create, FileAccess.ReadWrite);
        FileSystem.Preallocate(handle, 200_000).ShouldBeTrue();
        RandomAccess.GetLength(handle).ShouldBe(0);
        disk.Fill();
        RandomAccess.Write(handle, new byte[200_000], 0);
        RandomAccess.GetLength(handle).ShouldBe(200_000);
    }

    [Fact]
    public void Preallocate_on_a_full_disk_says_that_it_is_full()
    {
        using var disk = SmallDisk.Mount();
        using var handle = File.OpenHandle(disk["file"], FileMode.Create, FileAccess.ReadWrite);
        var failure = Should.Throw<IOException>(() => FileSystem.Preallocate(handle, 2 << 20));
        FileSystem.IsDiskFull(failure).ShouldBeTrue();
    }

    [Fact]
    public void IsDiskFull_knows_the_failure_of_a_write_and_what_wraps_it()
    {
        using var disk = SmallDisk.Mount();
        disk.Fill();
        var failure = Should.Throw<IOException>(() => File.WriteAllBytes(disk["file"], new byte[10_000]));
        FileSystem.IsDiskFull(failure).ShouldBeTrue();
        FileSystem.IsDiskFull(new IOException("wrapped", failure)).ShouldBeTrue();
        FileSystem.IsDiskFull(new FileNotFoundException()).ShouldBeFalse();
    }

    [Fact]
    public void IsNamed_notices_a_file_that_was_moved_removed_or_replaced()
    {
        using var handle = Open("file");
        FileSystem.IsNamed(handle, _folder["file"]).ShouldBeTrue();
        File.Move(_folder["file"], _folder["moved"]);
        FileSystem.IsNamed(handle, _folder["file"]).ShouldBeFalse();
        FileSystem.IsNamed(handle, _folder["moved"]).ShouldBeTrue();
        File.WriteAllText(_folder["file"], "another");
        FileSystem.IsNamed(handle, _folder["file"]).ShouldBeFalse();
        File.Delete(_folder["moved"]);
        FileSystem.IsNamed(handle, _folder["moved"]).ShouldBeFalse();
    }

    [Fact]
    public void CreateDurableDirectory_creates_parents_and_accepts_what_is_there()
    {
        FileSystem.CreateDurableDirectory(_folder["a/b/c"]);
        FileSystem.CreateDurableDirectory(_folder["a/b/c"]);
        Directory.Exists(_folder["a/b/c"]).ShouldBeTrue();
    }

    [Fact]
    public void SyncDirectory_of_a_missing_folder_fails()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no directory to sync.");
        Should.Throw<IOException>(() => FileSystem.SyncDirectory(_folder["missing"])).Message.ShouldContain("missing");
    }

    private SafeFileHandle Open(string name) =>
        File.OpenHandle(_folder[name], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}
