using Flywheel.Harness.Statistics;

namespace Flywheel.Harness.Tests.Statistics;

public class IntervalTests
{
    [Theory]
    [InlineData(0, 10, 0.0, 0.27754)]
    [InlineData(5, 10, 0.23659, 0.76341)]
    [InlineData(10, 10, 0.72246, 1.0)]
    [InlineData(81, 263, 0.25525, 0.36621)] // Newcombe 1998, two-sided, table I
    public void Wilson_intervals_are_the_published_ones(int successes, int trials, double low, double high)
    {
        var interval = Proportion.Wilson(successes, trials);

        interval.Low.ShouldBe(low, 0.00005);
        interval.High.ShouldBe(high, 0.00005);
    }

    [Theory]
    [InlineData(48, 80, 56, 70, -0.3339, -0.0524)] // Newcombe 1998, interval estimation for the difference, table II (a), method 10, with the signs turned
    [InlineData(3, 10, 9, 10, 0.1705, 0.8090)]
    public void The_interval_of_a_difference_is_newcombes(int first, int firstOf, int second, int secondOf, double a, double b)
    {
        var interval = Proportion.Difference(second, secondOf, first, firstOf);
        var turned = Proportion.Difference(first, firstOf, second, secondOf);

        interval.Low.ShouldBe(-turned.High, 1e-12);
        if (a < 0)
            (interval.Low, interval.High).ShouldSatisfyAllConditions(pair => pair.Low.ShouldBe(a, 0.00006), pair => pair.High.ShouldBe(b, 0.00006));
        else
            (turned.Low, turned.High).ShouldSatisfyAllConditions(pair => pair.Low.ShouldBe(a, 0.0003), pair => pair.High.ShouldBe(b, 0.0003));
    }

    [Fact]
    public void Welchs_interval_covers_the_truth_as_often_as_it_says()
    {
        var random = new Random(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var covered = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var interval = Means.Difference([.. Enumerable.Range(0, 12).Select(_ => 5 + Normal())], [.. Enumerable.Range(0, 30).Select(_ => 5.5 + 3 * Normal())]);
            if (interval.Low <= 0.5 && interval.High >= 0.5)
                covered++;
        }

        covered.ShouldBeInRange(1_870, 1_930); // 95 % ± about three standard errors
    }

    [Fact]
    public void The_ratio_of_means_is_the_same_for_the_same_seed_and_holds_at_zero()
    {
        double[] first = [1, 2, 3, 4, 100];
        double[] second = [2, 4, 6, 8, 200];

        var ratio = Means.Ratio(first, second, new Random(3));

        ratio.ShouldBe(Means.Ratio(first, second, new Random(3)));
        ratio.Value.ShouldBe(2);
        ratio.Low.ShouldBeLessThan(2);
        ratio.High.ShouldBeGreaterThan(2);
        Means.Ratio([0, 0], [0, 0], new Random(3)).ShouldBe(new Interval(1, 1, 1));
        Means.Ratio([0, 0], [1, 1], new Random(3)).Value.ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Nothing_is_known_without_values()
    {
        Proportion.Wilson(0, 0).IsKnown.ShouldBeFalse();
        Proportion.Difference(0, 0, 1, 2).IsKnown.ShouldBeFalse();
        Means.Difference([1], [1, 2]).IsKnown.ShouldBeFalse();
        Means.Difference([1, 1], [2, 2]).ShouldBe(new Interval(1, 1, 1));
    }
}
