using MathNet.Numerics.Distributions;

namespace Flywheel.Harness.Statistics;

/// <summary>Shares of runs and their difference. Thread-safe.</summary>
public static class Proportion
{
    /// <summary>The two-sided confidence that figures are shown with.</summary>
    public const double Shown = 0.95;

    /// <summary>The Wilson score interval of a share (Wilson 1927); unknown without trials.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many.</param>
    /// <param name="confidence">Two-sided, between 0 and 1.</param>
    public static Interval Wilson(int successes, int trials, double confidence = Shown)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0)
            return Interval.Unknown;
        var z = Z(confidence);
        var share = (double)successes / trials;
        var z2 = z * z / trials;
        var center = (share + z2 / 2) / (1 + z2);
        var half = z * Math.Sqrt(share * (1 - share) / trials + z2 / (4 * trials)) / (1 + z2);
        return new Interval(share, successes == 0 ? 0 : center - half, successes == trials ? 1 : center + half);
    }

    /// <summary>The difference of two shares, second minus first, with the interval of Newcombe's method 10 (1998), built from Wilson intervals.</summary>
    public static Interval Difference(int firstSuccesses, int firstTrials, int secondSuccesses, int secondTrials, double confidence = Shown)
    {
        var first = Wilson(firstSuccesses, firstTrials, confidence);
        var second = Wilson(secondSuccesses, secondTrials, confidence);
        if (!first.IsKnown || !second.IsKnown)
            return Interval.Unknown;
        var difference = second.Value - first.Value;
        var low = difference - Math.Sqrt(Square(second.Value - second.Low) + Square(first.High - first.Value));
        var high = difference + Math.Sqrt(Square(second.High - second.Value) + Square(first.Value - first.Low));
        return new Interval(difference, low, high);
    }

    private static double Z(double confidence) => Normal.InvCDF(0, 1, 0.5 + confidence / 2);

    private static double Square(double value) => value * value;
}
