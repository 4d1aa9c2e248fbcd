using Flywheel.Harness.Runs;
using Flywheel.Storage.Logs;

namespace Flywheel.Harness.Tests.Runs;

public sealed class RunFactsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_record_gives_its_facts_and_one_without_them_gives_defaults()
    {
        var path = Write(
            """{"schema":1,"run_id":"r1","timestamp":"2026-10-01T09:00:00.000Z","channel":"canary","task_type":"research","harness":{"name":"mine","version":2,"hash":"ab"},"final":"PASS","final_score":8.5,"cost_usd":0.02,"run_duration_s":12.5,"rule_results":{"a":"obeyed","b":7}}""",
            """{"run_id":"r2","verified":false,"parent_run_id":"r1","harness":null,"final_score":"high"}""");

        var facts = RunFacts.Read(path).ToList();

        facts[0].RuleResults.ShouldHaveSingleItem().Value.ShouldBe("obeyed");
        (facts[0] with { RuleResults = facts[1].RuleResults }).ShouldBe(new RunFact
        {
            RunId = "r1", Timestamp = new DateTimeOffset(2026, 10, 1, 9, 0, 0, TimeSpan.Zero), Channel = "canary", TaskType = "research", Harness = "mine", Version = 2, Hash = "ab",
            Final = "PASS", FinalScore = 8.5, CostUsd = 0.02, DurationSeconds = 12.5, RuleResults = facts[1].RuleResults,
        });
        (facts[1].Harness, facts[1].Channel, facts[1].FinalScore, facts[1].Verified, facts[1].IsChild, facts[1].CountsInPassRate).ShouldBe(("", "production", null, false, true, false));
    }

    [Fact]
    public void A_line_that_can_not_be_read_is_reported_and_skipped()
    {
        var invalid = new List<InvalidLine>();

        RunFacts.Read(Write("""{"run_id":"a"}""", "{torn", "[]", """{"run_id":"b"}"""), invalid.Add).Select(fact => fact.RunId).ShouldBe(["a", "b"]);

        invalid.Select(line => line.Offset).ShouldBe([15, 21]);
    }

    [Fact]
    public void No_log_is_no_runs() => RunFacts.Read(Path.Combine(_folder.Path, "none")).ShouldBeEmpty();

    public void Dispose() => _folder.Dispose();

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder.Path, "runs.jsonl");
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }
}
