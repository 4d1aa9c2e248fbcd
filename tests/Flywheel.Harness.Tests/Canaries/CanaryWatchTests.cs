using Flywheel.Harness.Canaries;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Harness.Runs;
using Flywheel.Harness.Tests.Registry;

namespace Flywheel.Harness.Tests.Canaries;

public sealed class CanaryWatchTests : IDisposable
{
    private readonly RegistryBench _bench = new();
    private readonly CanaryWatch _watch;

    public CanaryWatchTests()
    {
        _watch = new CanaryWatch(_bench.Registry, new CanaryOptions { DecideAt = 300 });
        _bench.Commit(1);
        _bench.Registry.Deploy("mine", DeploymentRequest.To("production") with { Override = "start" });
        _bench.Commit(2);
        _bench.Registry.Deploy("mine", DeploymentRequest.To("canary:50"));
    }

    [Fact]
    public void A_canary_as_good_as_production_is_shown_to_be_no_worse()
    {
        var report = _watch.Look("mine", [.. Runs("production", 1, 1_000, 0.9, 8), .. Runs("canary", 2, 1_000, 0.9, 8)]);

        report.Verdict.ShouldBe(CanaryVerdict.NonInferior, report.Reason);
        report.Comparisons.Select(comparison => comparison.Metric).ShouldBe(["pass_rate", "score", "cost_usd", "duration_s"]);
        (report.Production.Version, report.Canary.Version, report.Canary.Runs).ShouldBe((1, 2, 1_000));
    }

    [Theory]
    [InlineData(0.6, 8.0, 0.01, 10.0, "pass_rate")]
    [InlineData(0.9, 6.5, 0.01, 10.0, "score")]
    [InlineData(0.9, 8.0, 0.03, 10.0, "cost_usd")]
    [InlineData(0.9, 8.0, 0.01, 30.0, "duration_s")]
    public void A_canary_that_is_worse_in_one_figure_is_taken_back(double passRate, double score, double cost, double duration, string metric)
    {
        RunFact[] runs = [.. Runs("production", 1, 200, 0.9, 8), .. Runs("canary", 2, 200, passRate, score, cost, duration)];

        var (report, rollback) = _watch.LookAndRollBack("mine", runs);

        report.Verdict.ShouldBe(CanaryVerdict.Inferior);
        report.Reason.ShouldStartWith(metric);
        rollback!.Event.Reason.ShouldBe("canary: " + report.Reason);
        rollback.Event.From.ShouldBe(2);
        _bench.Registry.State("mine").Channel(Channels.Canary).ShouldBeNull();
    }

    [Fact]
    public void What_was_not_shown_in_time_fails()
    {
        RunFact[] production = [.. Runs("production", 1, 300, 0.9, 8)];

        _watch.Look("mine", [.. production, .. Runs("canary", 2, 150, 0.86, 8)]).Verdict.ShouldBe(CanaryVerdict.Undecided);
        var (report, rollback) = _watch.LookAndRollBack("mine", [.. production, .. Runs("canary", 2, 300, 0.86, 8)]);

        report.Verdict.ShouldBe(CanaryVerdict.NotShown);
        rollback.ShouldNotBeNull();
    }

    [Fact]
    public void Few_runs_say_nothing_and_take_nothing_back()
    {
        var (report, rollback) = _watch.LookAndRollBack("mine", [.. Runs("production", 1, 500, 0.9, 8), .. Runs("canary", 2, 19, 0, 1)]);

        report.Verdict.ShouldBe(CanaryVerdict.Undecided);
        report.Reason.ShouldContain("20 of each are needed");
        rollback.ShouldBeNull();
    }

    [Fact]
    public void Only_runs_of_both_sides_since_both_were_there_count()
    {
        var runs = Runs("canary", 2, 50, 1, 8).ToList();

        var report = _watch.Look("mine",
        [
            .. runs,
            .. runs.Select(run => run with { Timestamp = run.Timestamp.AddYears(-1) }),
            .. runs.Select(run => run with { Verified = false }),
            .. runs.Select(run => run with { IsChild = true }),
            .. runs.Select(run => run with { Version = 1 }),
            .. runs.Select(run => run with { Hash = "other" }),
            .. runs.Select(run => run with { Final = null }),
        ]);

        report.Canary.Runs.ShouldBe(50);
        report.Production.Runs.ShouldBe(0);
    }

    [Fact]
    public void Without_a_canary_there_is_nothing_to_look_at()
    {
        _bench.Registry.Rollback("mine", "canary", "enough");

        Should.Throw<HarnessException>(() => _watch.Look("mine", [])).Message.ShouldContain("has no canary");
    }

    public void Dispose() => _bench.Dispose();

    private IEnumerable<RunFact> Runs(string channel, int version, int count, double passRate, double score, double cost = 0.01, double duration = 10)
    {
        var random = new Random(count + version);
        var hash = _bench.Registry.State("mine").Versions[version - 1].Hash;
        for (var i = 0; i < count; i++)
        {
            yield return new RunFact
            {
                Harness = "mine", Version = version, Hash = hash, Channel = channel, Timestamp = _bench.Time.Next.AddMinutes(i),
                Final = i < count * passRate ? "PASS" : "FAIL",
                FinalScore = score + random.NextDouble() - 0.5,
                CostUsd = cost * (0.5 + random.NextDouble()),
                DurationSeconds = duration * (0.5 + random.NextDouble()),
            };
        }
    }
}
