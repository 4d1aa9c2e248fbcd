using Flywheel.Agents.Verification;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Verification;

public sealed class RubricTests
{
    private readonly Rubric _rubric = new(new VerifySpec());

    [Fact]
    public void A_high_mean_does_not_carry_a_failed_dimension()
    {
        var dimensions = Scores(groundedness: 2);

        _rubric.Composite(dimensions).ShouldNotBeNull().ShouldBeGreaterThan(8);
        _rubric.Passes(_rubric.Composite(dimensions), dimensions).ShouldBeFalse();
    }

    [Fact]
    public void Good_scores_all_round_pass() =>
        _rubric.Passes(_rubric.Composite(Scores(groundedness: 8)), Scores(groundedness: 8)).ShouldBeTrue();

    [Fact]
    public void A_dimension_without_a_score_gives_no_mean_and_no_pass()
    {
        var dimensions = Scores(groundedness: null);

        _rubric.Composite(dimensions).ShouldBeNull();
        _rubric.Passes(10, dimensions).ShouldBeFalse();
    }

    [Theory]
    [InlineData(4, 9, 6)]
    [InlineData(9, 9, 9)]
    [InlineData(9.5, 10, 10)]
    [InlineData(9, 3, 3)]
    public void A_judge_stays_within_two_points_above_what_is_measured(double measured, double judged, double expected) =>
        Rubric.Combine(measured, judged).ShouldBe(expected);

    private static Dictionary<string, double?> Scores(double? groundedness) => new(StringComparer.Ordinal)
    {
        ["relevance"] = 10,
        ["completeness"] = 9.5,
        ["depth"] = 9,
        ["groundedness"] = groundedness,
        ["specificity"] = 9,
        ["structure"] = 10,
    };
}
