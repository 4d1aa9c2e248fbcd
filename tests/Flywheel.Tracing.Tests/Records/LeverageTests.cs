using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Tests.Records;

public sealed class LeverageTests
{
    [Fact]
    public void Without_human_hours_it_is_score_times_lines_per_hour() =>
        Leverage.Compute(null, 8.5, 600, 150, LeverageCosts.Default).ShouldBe(new Leverage(7650, Leverage.Proxy));

    [Fact]
    public void With_human_hours_it_is_a_ratio_of_times()
    {
        Leverage.Compute(3, 8, 714, 100, LeverageCosts.Default).ShouldBe(new Leverage(12.1, Leverage.Tac));
        Leverage.Compute(1, 10, 0, 0, LeverageCosts.Default).ShouldBe(new Leverage(3600, Leverage.Tac)); // never divided by less than a second
        Leverage.Compute(1, 10, 0, 0, new LeverageCosts(1.5, 0.75, 75)).ShouldBe(new Leverage(33.33, Leverage.Tac)); // 2.25 USD are 108 s
    }

    [Fact]
    public void Without_score_lines_or_time_there_is_none()
    {
        Leverage.Compute(3, null, 60, 10, LeverageCosts.Default).ShouldBeNull();
        Leverage.Compute(null, 0, 60, 10, LeverageCosts.Default).ShouldBeNull();
        Leverage.Compute(null, 8, 0, 10, LeverageCosts.Default).ShouldBeNull();
        Leverage.Compute(null, 8, 60, 0, LeverageCosts.Default).ShouldBeNull();
    }

    [Fact]
    public void Costs_come_from_the_environment()
    {
        LeverageCosts.From(_ => null).ShouldBe(LeverageCosts.Default);
        LeverageCosts.From(name => name switch
        {
            "HARNESS_ENERGY_COST_PER_RUN" => "0.25",
            "HARNESS_INFERENCE_COST_PER_RUN" => " ",
            "HARNESS_HOURLY_RATE" => "100",
            _ => null,
        }).ShouldBe(new LeverageCosts(0.25, 0, 100));
    }

    [Theory]
    [InlineData("0,5")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("free")]
    public void A_cost_that_is_no_number_is_said_so(string value)
    {
        Should.Throw<FormatException>(() => LeverageCosts.From(name => name == "HARNESS_ENERGY_COST_PER_RUN" ? value : null)).Message.ShouldContain("HARNESS_ENERGY_COST_PER_RUN");
    }

    [Fact]
    public void An_hour_is_worth_something()
    {
        Should.Throw<FormatException>(() => LeverageCosts.From(name => name == "HARNESS_HOURLY_RATE" ? "0" : null)).Message.ShouldContain("above 0");
    }
}
