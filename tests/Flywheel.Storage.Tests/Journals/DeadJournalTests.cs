using System.Text;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Logs;

namespace Flywheel.Storage.Tests.Journals;

public sealed class DeadJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalStore _store;

    public DeadJournalTests() => _store = new JournalStore(_folder["open"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_journal_cut_at_any_byte_of_its_last_line_keeps_every_earlier_line_and_takes_another()
    {
        var prefix = "{\"ev\":\"prefix\"}";
        var last = "{\"ev\":\"step\",\"text\":\"größer\"}";
        var whole = Encoding.UTF8.GetBytes($"{prefix}\n{last}\n");
        _store.Create("run", "{}"u8).Dispose();
        for (var cut = prefix.Length + 1; cut <= whole.Length; cut++)
        {
            File.WriteAllBytes(_store.PathOf("run"), whole[..cut]);
            using var dead = _store.TryClaim("run").ShouldNotBeNull();
            var before = dead.Lines().Select(Text).ToList();
            before[0].ShouldBe((prefix, true));
            if (cut > prefix.Length + 1 && cut < whole.Length)
                before[1].Terminated.ShouldBeFalse();

            dead.Append("{\"ev\":\"recovered\"}"u8);

            var after = dead.Lines().Select(Text).ToList();
            after[..before.Count].Select(static line => line.Text).ShouldBe(before.Select(static line => line.Text));
            after[before.Count..].ShouldBe([("{\"ev\":\"recovered\"}", true)]);
            after.ShouldAllBe(static line => line.Terminated);
        }
    }

    [Fact]
    public void Delete_removes_the_journal_and_gives_it_back()
    {
        _store.Create("run", "{}"u8).Dispose();
        var dead = _store.TryClaim("run").ShouldNotBeNull();
        dead.Delete();
        dead.Dispose();
        _store.RunIds().ShouldBeEmpty();
        _store.TryClaim("run").ShouldBeNull();
    }

    [Fact]
    public void It_knows_when_the_run_last_wrote()
    {
        _store.Create("run", "{}"u8).Dispose();
        var time = new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_store.PathOf("run"), time);
        using var dead = _store.TryClaim("run").ShouldNotBeNull();
        dead.LastWritten.ShouldBe(new DateTimeOffset(time, TimeSpan.Zero));
    }

    [Fact]
    public void A_line_break_is_refused()
    {
        _store.Create("run", "{}"u8).Dispose();
        using var dead = _store.TryClaim("run").ShouldNotBeNull();
        Should.Throw<ArgumentException>(() => dead.Append("a\nb"u8));
        Should.Throw<ArgumentException>(() => dead.Append(""u8));
        dead.Lines().Count().ShouldBe(1);
    }

    [Fact]
    public void On_a_full_disk_recovery_writes_into_the_reserve_of_the_dead_run_or_nothing()
    {
        using var disk = SmallDisk.Mount();
        var store = new JournalStore(disk["open"]);
        store.Create("run", "{\"ev\":\"prefix\"}"u8).Dispose();
        File.AppendAllText(store.PathOf("run"), "{\"torn\":");
        disk.Fill();
        using var dead = store.TryClaim("run").ShouldNotBeNull();

        dead.Append(Encoding.UTF8.GetBytes(new string('r', 30_000)));
        Should.Throw<IOException>(() => dead.Append(Encoding.UTF8.GetBytes(new string('r', 900_000))));

        dead.Lines().Select(static line => line.Bytes.Length).ToList().ShouldBe([15, 8, 30_000]);
        dead.Lines().ToList().ShouldAllBe(static line => line.Terminated);
    }

    private static (string Text, bool Terminated) Text(LogLine line) => (Encoding.UTF8.GetString(line.Bytes.Span), line.Terminated);
}
