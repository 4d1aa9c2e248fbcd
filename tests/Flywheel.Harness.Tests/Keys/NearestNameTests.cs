using Flywheel.Harness.Keys;

namespace Flywheel.Harness.Tests.Keys;

public class NearestNameTests
{
    [Theory]
    [InlineData("treshold", "threshold")]
    [InlineData("wieghts", "weights")]
    [InlineData("MAX_ROUNDS", "max_rounds")]
    [InlineData("modells", "models")]
    public void A_slip_of_the_pen_finds_its_name(string typed, string meant) =>
        NearestName.Find(typed, ["threshold", "weights", "max_rounds", "models"])[0].ShouldBe(meant);

    [Fact]
    public void A_name_unlike_all_others_finds_none() => NearestName.Find("quux", ["threshold", "weights"]).ShouldBeEmpty();

    [Fact]
    public void The_nearest_come_first_and_ties_in_ordinal_order() => NearestName.Find("rule", ["role", "rules", "ruler"]).ShouldBe(["role", "ruler", "rules"]);
}
