using Flywheel.Cli.Archive;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Archive;

public sealed class PassRateTests
{
    [Fact]
    public void Its_interval_is_Wilsons()
    {
        var passed = SampleRuns.Passed();
        var rate = PassRate.Of([.. Enumerable.Repeat(passed, 8), .. Enumerable.Repeat(passed with { Final = "FAIL" }, 2)]).ShouldNotBeNull();

        // Wilson 1927, 8 of 10, z = 1.96: 0.4902 – 0.9433
        rate.Rate.ShouldBe(0.8, 1e-12);
        rate.Low.ShouldBe(0.4902, 5e-5);
        rate.High.ShouldBe(0.9433, 5e-5);
    }

    [Fact]
    public void Errors_count_and_unverified_and_unlabelled_runs_do_not()
    {
        var passed = SampleRuns.Passed();
        var rate = PassRate.Of([passed, passed with { Final = "ERROR" }, passed with { Verified = false }, passed with { Final = null }]).ShouldNotBeNull();

        rate.Rate.ShouldBe(0.5);
    }

    [Fact]
    public void There_is_none_without_a_judged_run() => PassRate.Of([SampleRuns.Passed() with { Verified = false }]).ShouldBeNull();

    [Fact]
    public void Leverage_of_the_two_kinds_is_never_mixed()
    {
        var passed = SampleRuns.Passed();
        var figures = SessionFigures.Of("s", null, [passed, passed with { LeverageKind = "tac", Leverage = 12 }]);

        figures.LeverageTac.ShouldBe(12);
        figures.LeverageProxy.ShouldBe(passed.Leverage);
    }

    [Fact]
    public void Runs_started_by_runs_are_left_out() =>
        SessionFigures.Of("s", null, [SampleRuns.Passed(), SampleRuns.Broken() with { ParentRunId = "p" }]).Runs.Count.ShouldBe(1);
}
