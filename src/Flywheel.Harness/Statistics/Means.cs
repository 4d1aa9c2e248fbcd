using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Flywheel.Harness.Statistics;

/// <summary>Averages of runs and how two groups of runs differ. Thread-safe.</summary>
public static class Means
{
    private const int Resamples = 2_000;

    /// <summary>The difference of two means, second minus first, with Welch's interval (unequal variances); unknown with fewer than two values a side.</summary>
    public static Interval Difference(IReadOnlyList<double> first, IReadOnlyList<double> second, double confidence = Proportion.Shown)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count < 2 || second.Count < 2)
            return Interval.Unknown;
        var (a, b) = (first.Variance() / first.Count, second.Variance() / second.Count);
        var difference = second.Mean() - first.Mean();
        if (a + b == 0)
            return new Interval(difference, difference, difference);
        var freedom = (a + b) * (a + b) / (a * a / (first.Count - 1) + b * b / (second.Count - 1));
        var half = StudentT.InvCDF(0, 1, freedom, 0.5 + confidence / 2) * Math.Sqrt(a + b);
        return new Interval(difference, difference - half, difference + half);
    }

    /// <summary>
    /// The ratio of two means of amounts that are not negative, second by first, with a percentile bootstrap interval (2,000 resamples of each side): cost
    /// and time are skewed and may be zero. Unknown with fewer than two values a side; 1 when both are nothing.
    /// </summary>
    /// <param name="first">The values it is compared with.</param>
    /// <param name="second">The values compared.</param>
    /// <param name="random">The source of the resamples.</param>
    /// <param name="confidence">Two-sided, between 0 and 1.</param>
    public static Interval Ratio(IReadOnlyList<double> first, IReadOnlyList<double> second, Random random, double confidence = Proportion.Shown)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(random);
        if (first.Count < 2 || second.Count < 2)
            return Interval.Unknown;
        var ratios = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
            ratios[i] = Quotient(ResampledMean(second, random), ResampledMean(first, random));
        Array.Sort(ratios);
        var tail = (1 - confidence) / 2;
        return new Interval(Quotient(second.Average(), first.Average()), SortedArrayStatistics.QuantileCustom(ratios, tail, QuantileDefinition.R7), SortedArrayStatistics.QuantileCustom(ratios, 1 - tail, QuantileDefinition.R7));
    }

    private static double Quotient(double second, double first) => first > 0 ? second / first : second > 0 ? double.PositiveInfinity : 1;

    private static double ResampledMean(IReadOnlyList<double> values, Random random)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Count; i++)
            sum += values[random.Next(values.Count)];
        return sum / values.Count;
    }
}
