using System.Collections.Concurrent;
using System.Text;
using Flywheel.Storage.Files;
using Flywheel.Storage.Logs;

namespace Flywheel.Storage.Tests.Logs;

public sealed class AppendLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AppendLog _log;

    public AppendLogTests() => _log = new AppendLog(_folder["log.jsonl"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Append_returns_the_offset_of_each_line()
    {
        _log.Length.ShouldBe(0);
        _log.Append("one"u8).ShouldBe(0);
        _log.Append("zwei"u8).ShouldBe(4);
        new AppendLog(_log.FilePath).Append("three"u8).ShouldBe(9);
        _log.Length.ShouldBe(15);
        File.ReadAllText(_log.FilePath).ShouldBe("one\nzwei\nthree\n");
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("two\r\nlines")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("")]
    public void A_line_break_or_an_empty_line_is_refused(string line)
    {
        Should.Throw<ArgumentException>(() => _log.Append(Encoding.UTF8.GetBytes(line)));
        File.Exists(_log.FilePath).ShouldBeFalse();
    }

    [Fact]
    public void A_missing_folder_is_a_failure()
    {
        Should.Throw<DirectoryNotFoundException>(() => new AppendLog(_folder["missing/log.jsonl"]).Append("x"u8));
    }

    [Fact]
    public void A_line_longer_than_any_batch_is_written_whole()
    {
        var line = new byte[40 << 20];
        Array.Fill(line, (byte)'x');
        _log.Append("before"u8);
        _log.Append(line).ShouldBe(7);
        _log.Append("after"u8).ShouldBe(7 + line.Length + 1);
        LogReader.Read(_log.FilePath).Select(static read => read.Bytes.Length).ToList().ShouldBe([6, line.Length, 5]);
    }

    [Fact]
    public void Many_lines_are_appended_in_order_behind_what_is_there()
    {
        _log.Append("first"u8);
        File.AppendAllText(_log.FilePath, "torn");
        var lines = Enumerable.Range(0, 5000).Select(n => $"line {n} {new string('x', 5000)}").ToList();

        _log.AppendAll(lines.Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line)));
        _log.AppendAll([]);

        File.ReadLines(_log.FilePath).ShouldBe(["first", "torn", .. lines]);
        Should.Throw<ArgumentException>(() => _log.AppendAll([default]));
        Should.Throw<ArgumentException>(() => _log.AppendAll(["a\nb"u8.ToArray()]));
        File.ReadLines(_log.FilePath).Count().ShouldBe(5002);
    }

    [Fact]
    public void Append_after_torn_line_keeps_every_earlier_record_and_the_torn_one()
    {
        File.WriteAllText(_log.FilePath, "{\"n\":1}\n{\"n\":");
        _log.Append("{\"n\":3}"u8).ShouldBe(14);
        File.ReadAllText(_log.FilePath).ShouldBe("{\"n\":1}\n{\"n\":\n{\"n\":3}\n");
    }

    [Fact]
    public void A_log_cut_at_any_byte_of_its_last_line_keeps_every_earlier_record_and_reports_the_loss()
    {
        for (var n = 1; n <= 4; n++)
            _log.Append(Encoding.UTF8.GetBytes($$"""{"n":{{n}},"text":"récord {{n}} {}[]\\\""}"""));
        var whole = File.ReadAllBytes(_log.FilePath);
        var last = LogReader.Read(_log.FilePath).Last().Offset;
        for (var cut = last; cut <= whole.Length; cut++)
        {
            File.WriteAllBytes(_log.FilePath, whole[..(int)cut]);
            var invalidBefore = new List<InvalidLine>();
            JsonLog.Read(_log.FilePath, JsonLogContext.Default.Numbered, invalidBefore.Add).Select(static record => record.N).ToList()[..3].ShouldBe([1, 2, 3]);

            _log.Append("{\"n\":5}"u8);

            var invalid = new List<InvalidLine>();
            var read = JsonLog.Read(_log.FilePath, JsonLogContext.Default.Numbered, invalid.Add).Select(static record => record.N).ToList();
            var complete = cut >= whole.Length - 1; // only the newline is missing, or nothing
            var gone = cut == last;
            read.ShouldBe(complete ? [1, 2, 3, 4, 5] : [1, 2, 3, 5]);
            invalid.Select(static line => line.Offset).ShouldBe(complete || gone ? [] : [last]);
            invalidBefore.Count.ShouldBe(invalid.Count);
        }
    }

    [Fact]
    public void Threads_that_append_at_once_lose_and_mix_nothing_and_know_their_offsets()
    {
        const int Threads = 32;
        const int Each = 200;
        var offsets = new ConcurrentDictionary<long, string>();
        InParallel(Threads, thread =>
        {
            for (var n = 0; n < Each; n++)
            {
                var line = $"{thread}/{n}/" + new string((char)('a' + (thread % 26)), (thread * 37 + n * 101) % 3000);
                offsets.TryAdd(_log.Append(Encoding.UTF8.GetBytes(line)), line).ShouldBeTrue();
            }
        });

        var read = LogReader.Read(_log.FilePath).Select(static line => (line.Offset, Text: Encoding.UTF8.GetString(line.Bytes.Span))).ToList();
        read.Count.ShouldBe(Threads * Each);
        foreach (var (offset, text) in read)
            offsets[offset].ShouldBe(text);
        foreach (var ofThread in read.GroupBy(static line => line.Text.Split('/')[0], StringComparer.Ordinal))
            ofThread.Select(static line => int.Parse(line.Text.Split('/')[1], null)).ShouldBe(Enumerable.Range(0, Each));
    }

    [Fact]
    public void Two_logs_of_one_process_on_the_same_file_exclude_each_other()
    {
        var logs = new[] { _log, new AppendLog(_log.FilePath), new AppendLog(_log.FilePath) };
        InParallel(12, thread =>
        {
            for (var n = 0; n < 100; n++)
                logs[thread % 3].Append(Encoding.UTF8.GetBytes($"{thread}/{n}"));
        });
        Texts(_log.FilePath).ShouldBe(
            from thread in Enumerable.Range(0, 12) from n in Enumerable.Range(0, 100) select $"{thread}/{n}", ignoreOrder: true);
    }

    [Fact]
    public void A_reader_that_holds_the_log_open_blocks_no_writer()
    {
        _log.Append("one"u8);
        using var reader = File.OpenRead(_log.FilePath);
        _log.Append("two"u8);
        Texts(_log.FilePath).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void A_log_moved_away_or_removed_is_begun_anew()
    {
        _log.Append("one"u8);
        File.Move(_log.FilePath, _folder["archived"]);
        _log.Append("two"u8).ShouldBe(0);
        Texts(_folder["archived"]).ShouldBe(["one"]);
        Texts(_log.FilePath).ShouldBe(["two"]);
        File.Delete(_log.FilePath);
        _log.Append("three"u8).ShouldBe(0);
        Texts(_log.FilePath).ShouldBe(["three"]);
    }

    [Fact]
    public async Task A_log_moved_away_while_a_writer_waits_for_its_lock_is_begun_anew()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who waits for a lock is seen in /proc/locks.");
        _log.Append("one"u8);
        using var holder = File.OpenHandle(_log.FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        using var held = FileSystem.Lock(holder, _log.FilePath);
        var append = Task.Run(() => _log.Append("two"u8), TestContext.Current.CancellationToken);
        SpinUntilSomeoneWaitsFor(FileSystem.IdentityOf(holder)!.Value.Inode);

        File.Move(_log.FilePath, _folder["archived"]);
        FileSystem.Unlock(holder);

        (await append).ShouldBe(0);
        Texts(_folder["archived"]).ShouldBe(["one"]);
        Texts(_log.FilePath).ShouldBe(["two"]);
    }

    [Fact]
    public void A_log_moved_away_while_writers_hurry_on_swallows_no_line()
    {
        const int Writers = 6;
        const int Each = 300;
        var left = Writers;
        var moves = 0;
        InParallel(Writers + 1, thread =>
        {
            if (thread < Writers)
            {
                for (var n = 0; n < Each; n++)
                    _log.Append(Encoding.UTF8.GetBytes($"{thread}/{n}"));
                Interlocked.Decrement(ref left);
                return;
            }

            while (Volatile.Read(ref left) > 0)
            {
                if (File.Exists(_log.FilePath))
                    File.Move(_log.FilePath, _folder[$"archived-{moves++}"]);
            }
        });

        moves.ShouldBeGreaterThan(1);
        Directory.GetFiles(_folder.FullName).SelectMany(Texts).ShouldBe(
            from thread in Enumerable.Range(0, Writers) from n in Enumerable.Range(0, Each) select $"{thread}/{n}", ignoreOrder: true);
    }

    [Fact]
    public void A_full_disk_leaves_no_partial_line_and_later_appends_work()
    {
        using var disk = SmallDisk.Mount();
        var log = new AppendLog(disk["log.jsonl"]);
        log.Append("before"u8);
        disk.Fill();
        var line = Encoding.UTF8.GetBytes(new string('x', 50_000)); // more than the rest of the page the file already has

        FileSystem.IsDiskFull(Should.Throw<IOException>(() => log.Append(line))).ShouldBeTrue();

        log.Length.ShouldBe(7);
        log.Append("fits into the page"u8).ShouldBe(7);
        disk.Free(200_000);
        log.Append(line).ShouldBe(26);
        Texts(log.FilePath).Select(static text => text.Length).ShouldBe([6, 18, 50_000]);
    }

    [Fact]
    public void Threads_on_a_full_disk_each_learn_whether_their_line_is_in_the_log()
    {
        using var disk = SmallDisk.Mount(256 << 10);
        var log = new AppendLog(disk["log.jsonl"]);
        var written = new ConcurrentBag<string>();
        var refused = new ConcurrentBag<string>();
        InParallel(16, thread =>
        {
            for (var n = 0; n < 20; n++)
            {
                var line = $"{thread}/{n}/" + new string('x', 3000);
                try
                {
                    log.Append(Encoding.UTF8.GetBytes(line));
                    written.Add(line);
                }
                catch (IOException failure) when (FileSystem.IsDiskFull(failure))
                {
                    refused.Add(line);
                }
            }
        });

        refused.ShouldNotBeEmpty();
        written.Count.ShouldBeGreaterThan(50);
        Texts(log.FilePath).ShouldBe(written, ignoreOrder: true);
    }

    private static void SpinUntilSomeoneWaitsFor(ulong inode)
    {
        while (!File.ReadLines("/proc/locks").Any(line => line.Contains("->", StringComparison.Ordinal) && line.Contains($":{inode} ", StringComparison.Ordinal)))
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private static List<string> Texts(string path) => LogReader.Read(path).Select(static line => Encoding.UTF8.GetString(line.Bytes.Span)).ToList();

    private static void InParallel(int threads, Action<int> work)
    {
        var failures = new ConcurrentBag<Exception>();
        using var start = new Barrier(threads);
        var all = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                work(thread);
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        })).ToList();
        all.ForEach(static thread => thread.Start());
        all.ForEach(static thread => thread.Join());
        failures.ShouldBeEmpty();
    }
}
