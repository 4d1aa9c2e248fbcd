using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Storage.Logs;

namespace Flywheel.Storage.Tests.Logs;

/// <summary>The log under several processes, some of which are killed.</summary>
public sealed class AppendLogProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder["log.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Eight_processes_of_500_appends_leave_4000_records_none_torn_none_lost()
    {
        var workers = Enumerable.Range(0, 8).Select(n => Worker.Start("append", Log, $"w{n}", "500")).ToList();
        try
        {
            var acknowledged = await Task.WhenAll(workers.Select(static worker => Task.Run(worker.HearAll)));
            workers.ShouldAllBe(static worker => worker.WaitForExit() == 0);
            var records = WholeRecords(out var torn);
            torn.ShouldBeEmpty();
            records.Count.ShouldBe(4000);
            records.Keys.ShouldBe(from writer in Enumerable.Range(0, 8) from n in Enumerable.Range(0, 500) select ($"w{writer}", n), ignoreOrder: true);
            for (var writer = 0; writer < 8; writer++)
                ShouldBeWhereItSaid(records, $"w{writer}", acknowledged[writer]);
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }
    }

    [Fact]
    public async Task Writers_killed_in_between_lose_nothing_that_was_acknowledged_and_harm_no_other()
    {
        const int Survivors = 3;
        const int Rounds = 8;
        var random = new Random(20260301);
        var survivors = Enumerable.Range(0, Survivors).Select(n => Worker.Start("append", Log, $"s{n}", "250")).ToList();
        try
        {
            var heard = survivors.Select(static worker => Task.Run(worker.HearAll)).ToList();
            var killed = new List<List<string>>();
            for (var round = 0; round < Rounds; round++)
            {
                using var victim = Worker.Start("append", Log, $"v{round}", "100000");
                var said = new List<string>();
                for (var lines = random.Next(1, 60); lines > 0; lines--)
                    said.Add(victim.Hear()!);
                victim.Kill();
                said.AddRange(victim.HearAll());
                killed.Add(said);
            }

            var survived = await Task.WhenAll(heard);
            var records = WholeRecords(out var torn);
            torn.Count.ShouldBeLessThanOrEqualTo(Rounds, "a killed writer tears its own line at most");
            for (var n = 0; n < Survivors; n++)
            {
                survived[n].Count.ShouldBe(250);
                ShouldBeWhereItSaid(records, $"s{n}", survived[n]);
            }

            for (var n = 0; n < Rounds; n++)
                ShouldBeWhereItSaid(records, $"v{n}", killed[n]);
        }
        finally
        {
            survivors.ForEach(static worker => worker.Dispose());
        }
    }

    [Fact]
    public void A_kill_before_any_step_of_an_append_leaves_whole_records_and_a_log_that_goes_on()
    {
        Worker.KillAtEveryStep(
            ["pwrite64", "fsync"],
            prepare: () => File.WriteAllText(Log, "{\"writer\":\"earlier\",\"n\":0,\"size\":0,\"text\":\"\",\"end\":\"earlier-0\"}\n"),
            examine: (said, _) =>
            {
                new AppendLog(Log).Append("{\"writer\":\"later\",\"n\":0,\"size\":0,\"text\":\"\",\"end\":\"later-0\"}"u8);
                var records = WholeRecords(out var torn);
                torn.ShouldBeEmpty();
                records.Keys.ShouldContain(("earlier", 0));
                records.Keys.ShouldContain(("later", 0));
                ShouldBeWhereItSaid(records, "w", said);
            },
            "append", Log, "w", "3");
    }

    [Fact]
    public void A_line_and_at_first_the_name_of_the_log_are_on_disk_before_an_append_returns()
    {
        var calls = Worker.Trace("pwrite64,fsync,write", _folder["strace"], "append", Log, "w", "2");
        calls.Where(call => call.Contains($"<{_folder.FullName}", StringComparison.Ordinal) || Worker.IsWord(call))
            .Select(call => (call[..call.IndexOf('(', StringComparison.Ordinal)], call.Contains($"<{Log}>", StringComparison.Ordinal)))
            .ShouldBe(
            [
                ("pwrite64", true), ("fsync", true), ("fsync", false), ("write", false),
                ("pwrite64", true), ("fsync", true), ("write", false),
            ]);
    }

    [Fact]
    public void A_failing_fsync_is_a_failing_append()
    {
        using var worker = Worker.StartTampered("fsync", "error=EIO:when=2+", "append", Log, "w", "5");
        worker.HearAll().Count.ShouldBeLessThan(2); // the first append syncs the file and its folder
        worker.WaitForExit().ShouldNotBe(0);
    }

    [Fact]
    public void A_failing_write_leaves_the_log_as_it_was()
    {
        using var worker = Worker.StartTampered("pwrite64", "error=ENOSPC:when=2+", "append", Log, "w", "5");
        OffsetsOf(worker.HearAll()).Select(static said => said.N).ShouldBe([0]);
        worker.WaitForExit().ShouldNotBe(0);
        WholeRecords(out var torn).Count.ShouldBe(1);
        torn.ShouldBeEmpty();
    }

    private static void ShouldBeWhereItSaid(Dictionary<(string Writer, int N), long> records, string writer, IEnumerable<string> said)
    {
        foreach (var (n, offset) in OffsetsOf(said))
            records[(writer, n)].ShouldBe(offset);
    }

    private static IEnumerable<(int N, long Offset)> OffsetsOf(IEnumerable<string> said) =>
        said.Select(static line => line.Split(' '))
            .Select(static parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture)));

    private Dictionary<(string Writer, int N), long> WholeRecords(out List<long> torn)
    {
        var records = new Dictionary<(string, int), long>();
        torn = [];
        foreach (var line in LogReader.Read(Log))
        {
            try
            {
                var record = JsonNode.Parse(line.Bytes.Span)!;
                var (writer, n) = ((string)record["writer"]!, (int)record["n"]!);
                ((string)record["end"]!).ShouldBe($"{writer}-{n}");
                ((string)record["text"]!).ShouldBe(new string((char)('a' + (n % 26)), (int)record["size"]!));
                records.Add((writer, n), line.Offset);
            }
            catch (JsonException)
            {
                torn.Add(line.Offset);
            }
        }

        return records;
    }
}
