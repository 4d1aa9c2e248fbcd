using System.Text;
using Flywheel.Storage.Journals;

namespace Flywheel.Storage.Tests.Journals;

/// <summary>Journals of processes that die.</summary>
public sealed class JournalProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalStore _store;

    public JournalProcessTests() => _store = new JournalStore(_folder["open"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_claimable_when_its_process_is_killed_and_not_before()
    {
        using var worker = Worker.Start("journal", _folder["open"], "run", "20");
        worker.Hear().ShouldBe("announced");
        _store.TryClaim("run").ShouldBeNull();
        for (var n = 0; n < 20; n++)
            worker.Hear().ShouldBe($"{n}");
        _store.TryClaim("run").ShouldBeNull();
        worker.Kill();
        using var dead = _store.TryClaim("run").ShouldNotBeNull();
        dead.Lines().Count().ShouldBeGreaterThanOrEqualTo(21);
    }

    [Fact]
    public void The_prefix_and_the_name_of_a_journal_are_on_disk_before_the_run_is_announced_and_a_synced_line_before_it_is_acknowledged()
    {
        Directory.CreateDirectory(_folder["open"]);
        var calls = Worker.Trace("pwrite64,fsync,rename,write", _folder["strace"], "journal", _folder["open"], "run", "1");

        var unannounced = _folder["open/.new-run.journal"];
        var journal = _store.PathOf("run");
        calls.Where(call => call.Contains(_folder["open"], StringComparison.Ordinal) || Worker.IsWord(call))
            .Select(call => call[..call.IndexOf('(', StringComparison.Ordinal)] switch
            {
                "pwrite64" => call.Contains($"<{unannounced}>", StringComparison.Ordinal) ? "write new" : call.Contains($"<{journal}>", StringComparison.Ordinal) ? "write journal" : call,
                "fsync" => call.Contains($"<{unannounced}>", StringComparison.Ordinal) ? "sync new"
                    : call.Contains($"<{journal}>", StringComparison.Ordinal) ? "sync journal"
                    : call.Contains($"<{_folder["open"]}>", StringComparison.Ordinal) ? "sync folder" : call,
                "rename" => "rename",
                _ => "say",
            })
            .ShouldBe(
            [
                "write new", "sync new", "rename", "sync folder", "say", // announced
                "write journal", "sync journal", "say", // 0
                "write journal", "sync journal", "say", // final
                "say", // deleted
            ]);
    }

    [Fact]
    public void A_run_killed_after_any_line_leaves_every_line_it_had_acknowledged()
    {
        for (var kill = 0; kill < 12; kill++)
        {
            using var worker = Worker.Start("journal", _folder["open"], "run", "1000000");
            worker.Hear().ShouldBe("announced");
            for (var n = 0; n < kill * 3; n++)
                worker.Hear();
            worker.Kill();
            var acknowledged = (kill * 3) + worker.HearAll().Count;
            using var dead = _store.TryClaim("run").ShouldNotBeNull();
            var lines = dead.Lines().Select(static line => (Text: Encoding.UTF8.GetString(line.Bytes.Span), line.Terminated)).ToList();
            lines[0].Text.ShouldBe("{\"ev\":\"prefix\"}");
            for (var n = 0; n < acknowledged; n++)
                lines[n + 1].ShouldBe(($$"""{"ev":"step","n":{{n}}}""", true));
            lines.Count.ShouldBeLessThanOrEqualTo(acknowledged + 2);
            dead.Delete();
        }
    }

    [Fact]
    public void Of_two_processes_that_claim_a_dead_run_at_once_one_gets_it()
    {
        _store.Create("run", "{}"u8).Dispose();
        using var first = Worker.Start("claim", _folder["open"], "run");
        using var second = Worker.Start("claim", _folder["open"], "run");
        first.Hear().ShouldBe("ready");
        second.Hear().ShouldBe("ready");
        first.Tell("now");
        second.Tell("now");
        new[] { first.Hear(), second.Hear() }.ShouldBe(["claimed", "refused"], ignoreOrder: true);
        _store.TryClaim("run").ShouldBeNull();
        first.Kill();
        second.Kill();
        using var dead = _store.TryClaim("run");
        dead.ShouldNotBeNull();
    }

    [Fact]
    public void Processes_that_start_runs_and_clean_up_after_others_do_not_disturb_each_other()
    {
        var workers = Enumerable.Range(0, 6).Select(n => Worker.Start("start-runs", _folder["open"], $"w{n}", "60")).ToList();
        try
        {
            foreach (var worker in workers)
            {
                worker.HearAll().Count.ShouldBe(60);
                worker.WaitForExit().ShouldBe(0);
            }

            Directory.GetFiles(_folder["open"]).ShouldBeEmpty();
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }
    }

    [Fact]
    public void A_kill_before_any_step_leaves_a_run_that_was_announced_and_nothing_of_one_that_was_not()
    {
        Worker.KillAtEveryStep(
            ["pwrite64", "fsync", "rename", "fallocate", "unlink"],
            prepare: () =>
            {
                if (Directory.Exists(_folder["open"]))
                    Directory.Delete(_folder["open"], recursive: true);
            },
            examine: (said, cameThrough) =>
            {
                var left = _store.RunIds();
                if (cameThrough)
                {
                    said.ShouldBe(["announced", "0", "1", "2", "final", "deleted"]);
                    left.ShouldBeEmpty();
                }
                else if (said.Contains("announced", StringComparer.Ordinal))
                {
                    using var dead = _store.TryClaim(left.ShouldHaveSingleItem()).ShouldNotBeNull();
                    var lines = dead.Lines().Select(static line => (Text: Encoding.UTF8.GetString(line.Bytes.Span), line.Terminated)).ToList();
                    lines.ShouldAllBe(static line => line.Terminated);
                    lines.Count.ShouldBeGreaterThanOrEqualTo(said.Count, "every line that was acknowledged is there");
                    lines[0].Text.ShouldBe("{\"ev\":\"prefix\"}");
                    dead.Delete();
                }
                else
                {
                    // Killed between the rename and the word: a whole journal, which recovery may turn into a record. Never a part of one.
                    foreach (var id in left)
                    {
                        using var dead = _store.TryClaim(id).ShouldNotBeNull();
                        Encoding.UTF8.GetString(dead.Lines().ShouldHaveSingleItem().Bytes.Span).ShouldBe("{\"ev\":\"prefix\"}");
                        dead.Delete();
                    }
                }

                _store.RemoveUnannounced();
                if (Directory.Exists(_folder["open"]))
                    Directory.GetFileSystemEntries(_folder["open"]).ShouldBeEmpty();
            },
            "journal", _folder["open"], "run", "3");
    }
}
