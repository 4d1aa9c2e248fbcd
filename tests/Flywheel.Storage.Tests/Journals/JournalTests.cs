using System.Text;
using Flywheel.Storage.Files;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Logs;

namespace Flywheel.Storage.Tests.Journals;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalStore _store;

    public JournalTests() => _store = new JournalStore(_folder["data/open"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_journal_holds_its_lines_in_order_and_nothing_of_its_reserve()
    {
        using var journal = _store.Create("run", "prefix"u8);
        journal.Append("a line"u8, Durability.Written);
        journal.AppendDetail("a detail"u8, Durability.Synced);
        journal.AppendFinal("final"u8);
        File.ReadAllText(journal.FilePath).ShouldBe("prefix\na line\na detail\nfinal\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData("\r")]
    public void A_line_break_or_an_empty_line_is_refused(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        Should.Throw<ArgumentException>(() => _store.Create("run", bytes));
        Directory.GetFiles(_folder["data/open"]).ShouldBeEmpty();
        using var journal = _store.Create("run", "prefix"u8);
        Should.Throw<ArgumentException>(() => journal.Append(bytes, Durability.Written));
        Should.Throw<ArgumentException>(() => journal.AppendDetail(bytes, Durability.Written));
        Should.Throw<ArgumentException>(() => journal.AppendFinal(bytes));
        File.ReadAllText(journal.FilePath).ShouldBe("prefix\n");
    }

    [Fact]
    public void A_closed_journal_refuses_lines_and_keeps_its_file()
    {
        var journal = _store.Create("run", "prefix"u8);
        journal.Dispose();
        journal.Dispose();
        Should.Throw<ObjectDisposedException>(() => journal.Append("late"u8, Durability.Written));
        Should.Throw<ObjectDisposedException>(() => journal.AppendFinal("late"u8));
        File.ReadAllText(journal.FilePath).ShouldBe("prefix\n");
    }

    [Fact]
    public void Delete_ends_the_journal()
    {
        var journal = _store.Create("run", "prefix"u8);
        journal.Delete();
        File.Exists(journal.FilePath).ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => journal.Append("late"u8, Durability.Written));
    }

    [Fact]
    public void Threads_that_append_at_once_mix_nothing()
    {
        using var journal = _store.Create("run", "prefix"u8);
        Parallel.For(0, 2000, n => journal.Append(Encoding.UTF8.GetBytes($"line {n} {new string('x', n % 500)}"), Durability.Written));
        var read = LogReader.Read(journal.FilePath).Skip(1).Select(static line => Encoding.UTF8.GetString(line.Bytes.Span)).ToList();
        read.ShouldBe(Enumerable.Range(0, 2000).Select(static n => $"line {n} {new string('x', n % 500)}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100)]
    public void On_a_disk_that_another_file_fills_the_final_line_still_fits(int lines)
    {
        using var disk = SmallDisk.Mount();
        using var journal = new JournalStore(disk["open"]).Create("run", "{\"prefix\":true}"u8);
        var line = Encoding.UTF8.GetBytes(new string('x', 1500));
        for (var n = 0; n < lines; n++)
            journal.Append(line, Durability.Written);
        disk.Fill();

        // what the record may take: everything journalled of it once again, in another layout
        var final = Encoding.UTF8.GetBytes(new string('f', (2 * lines * line.Length) + 40_000));
        journal.AppendFinal(final);

        LogReader.Read(journal.FilePath).Last().Bytes.Span.SequenceEqual(final).ShouldBeTrue();
        LogReader.Read(journal.FilePath).Count().ShouldBe(lines + 2);
    }

    [Fact]
    public void A_line_refused_on_a_full_disk_leaves_no_part_and_the_final_line_still_fits()
    {
        using var disk = SmallDisk.Mount();
        using var journal = new JournalStore(disk["open"]).Create("run", "{\"prefix\":true}"u8);
        disk.Fill();
        var large = Encoding.UTF8.GetBytes(new string('x', 300_000));

        FileSystem.IsDiskFull(Should.Throw<IOException>(() => journal.Append(large, Durability.Synced))).ShouldBeTrue();
        FileSystem.IsDiskFull(Should.Throw<IOException>(() => journal.AppendDetail(large, Durability.Synced))).ShouldBeTrue();

        File.ReadAllText(journal.FilePath).ShouldBe("{\"prefix\":true}\n");
        journal.AppendFinal(Encoding.UTF8.GetBytes(new string('f', 60_000)));
        LogReader.Read(journal.FilePath).Select(static line => line.Bytes.Length).ToList().ShouldBe([15, 60_000]);
    }

    [Fact]
    public void On_a_full_disk_small_lines_go_on_as_long_as_the_reserve_of_the_final_line_is_untouched()
    {
        using var disk = SmallDisk.Mount();
        using var journal = new JournalStore(disk["open"]).Create("run", "{\"prefix\":true}"u8);
        disk.Fill();
        var line = Encoding.UTF8.GetBytes(new string('x', 1000));
        var written = 0;
        Should.Throw<IOException>(() =>
        {
            for (; written < 1000; written++)
                journal.Append(line, Durability.Written);
        });
        written.ShouldBeGreaterThan(5);
        journal.AppendFinal(Encoding.UTF8.GetBytes(new string('f', (2 * written * line.Length) + 60_000)));
        LogReader.Read(journal.FilePath).Count().ShouldBe(written + 2);
    }

    [Fact]
    public void A_final_line_far_beyond_the_reserve_is_refused_whole_and_a_shorter_one_fits()
    {
        using var disk = SmallDisk.Mount();
        using var journal = new JournalStore(disk["open"]).Create("run", "{\"prefix\":true}"u8);
        disk.Fill();
        Should.Throw<IOException>(() => journal.AppendFinal(new byte[500_000].Select(static _ => (byte)'f').ToArray()));
        File.ReadAllText(journal.FilePath).ShouldBe("{\"prefix\":true}\n");
        disk.Fill(); // what the refused line gave back is reserved again and can not be taken
        journal.AppendFinal(Encoding.UTF8.GetBytes(new string('f', 60_000)));
        LogReader.Read(journal.FilePath).Last().Bytes.Length.ShouldBe(60_000);
    }

    [Fact]
    public void On_a_nearly_full_disk_the_journal_takes_what_it_must_have_when_what_it_would_like_does_not_fit()
    {
        using var disk = SmallDisk.Mount();
        Directory.CreateDirectory(disk["open"]);
        disk.Fill();
        disk.Free(96 << 10); // more than the reserve, less than the reserve and what is taken ahead of it
        using var journal = new JournalStore(disk["open"]).Create("run", "{\"prefix\":true}"u8);
        disk.Fill();
        journal.AppendFinal(Encoding.UTF8.GetBytes(new string('f', 60_000)));
        LogReader.Read(journal.FilePath).Count().ShouldBe(2);
    }

    [Fact]
    public void On_a_full_disk_no_journal_is_made_and_nothing_is_left_of_the_attempt()
    {
        using var disk = SmallDisk.Mount();
        Directory.CreateDirectory(disk["open"]);
        disk.Fill();
        FileSystem.IsDiskFull(Should.Throw<IOException>(() => new JournalStore(disk["open"]).Create("run", "{}"u8))).ShouldBeTrue();
        Directory.GetFileSystemEntries(disk["open"]).ShouldBeEmpty();
        new JournalStore(disk["open"]).RunIds().ShouldBeEmpty();
    }
}
