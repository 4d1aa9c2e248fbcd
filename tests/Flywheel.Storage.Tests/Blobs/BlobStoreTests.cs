using System.Text;
using Flywheel.Storage.Blobs;

namespace Flywheel.Storage.Tests.Blobs;

public sealed class BlobStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BlobStore _store;

    public BlobStoreTests() => _store = new BlobStore(_folder["blobs"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_is_read_back_by_its_identity()
    {
        var id = _store.Put("ein Text — 文字");
        _store.ReadText(id).ShouldBe("ein Text — 文字");
        _store.Contains(id).ShouldBeTrue();
        _store.PathOf(id).ShouldBe(Path.Combine(_folder["blobs"], id.ToString()[..2], id.ToString()));
        File.Exists(_store.PathOf(id)).ShouldBeTrue();
    }

    [Fact]
    public void The_empty_text_is_a_blob_too() => _store.Read(_store.Put("")).ShouldBeEmpty();

    [Fact]
    public void The_same_bytes_are_kept_once()
    {
        var first = _store.Put("same");
        var written = File.GetLastWriteTimeUtc(_store.PathOf(first));
        var second = new BlobStore(_folder["blobs"]).Put("same"u8);
        second.ShouldBe(first);
        File.GetLastWriteTimeUtc(_store.PathOf(first)).ShouldBe(written);
        Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    [Fact]
    public void A_missing_blob_is_reported_with_its_identity()
    {
        var id = BlobId.Of("never stored"u8);
        _store.Contains(id).ShouldBeFalse();
        Should.Throw<FileNotFoundException>(() => _store.Read(id)).Message.ShouldContain(id.ToString());
    }

    [Fact]
    public void A_changed_blob_is_never_returned()
    {
        var id = _store.Put("the original");
        var bytes = File.ReadAllBytes(_store.PathOf(id));
        bytes[4] ^= 1;
        File.WriteAllBytes(_store.PathOf(id), bytes);
        Should.Throw<InvalidDataException>(() => _store.Read(id)).Message.ShouldContain(id.ToString());
    }

    [Theory]
    [InlineData("the orig")] // cut short
    [InlineData("the_original")] // of the same length
    [InlineData("the original and more")]
    public void A_damaged_blob_is_whole_again_when_its_bytes_are_stored_again(string damaged)
    {
        var id = _store.Put("the original");
        File.WriteAllText(_store.PathOf(id), damaged);
        _store.Put("the original").ShouldBe(id);
        _store.ReadText(id).ShouldBe("the original");
    }

    [Fact]
    public void The_default_identity_names_nothing() => Should.Throw<ArgumentException>(() => _store.PathOf(default));

    [Fact]
    public void Threads_that_store_the_same_bytes_at_once_leave_one_whole_file()
    {
        var content = Encoding.UTF8.GetBytes(new string('x', 100_000));
        Parallel.For(0, 64, _ => _store.Read(_store.Put(content)).Length.ShouldBe(content.Length));
        Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).ShouldBe([_store.PathOf(BlobId.Of(content))]);
    }

    [Fact]
    public void Processes_that_store_the_same_texts_at_once_leave_each_once()
    {
        var workers = Enumerable.Range(0, 4).Select(_ => Worker.Start("put", _folder["blobs"], "50")).ToList();
        try
        {
            var said = workers.Select(static worker => worker.HearAll()).ToList();
            workers.ShouldAllBe(static worker => worker.WaitForExit() == 0);
            said.ShouldAllBe(ids => ids.SequenceEqual(said[0]));
            said[0].Count.ShouldBe(50);
            for (var n = 0; n < 50; n++)
                _store.ReadText(BlobId.Parse(said[0][n])).ShouldBe($"text {n}");
            Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Length.ShouldBe(50);
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }
    }

    [Fact]
    public void On_a_full_disk_nothing_partial_is_left_and_the_blob_is_stored_after_space_is_freed()
    {
        using var disk = SmallDisk.Mount();
        var store = new BlobStore(disk["blobs"]);
        store.Put("before");
        disk.Fill();
        var content = new byte[50_000];
        Should.Throw<IOException>(() => store.Put(content));
        store.Contains(BlobId.Of(content)).ShouldBeFalse();
        disk.Free(200_000);
        store.Read(store.Put(content)).ShouldBe(content);
        store.ReadText(BlobId.Of("before"u8)).ShouldBe("before");
    }
}
