namespace Flywheel.Agents.Measures;

/// <summary>How the measures turn what they count into 0–10.</summary>
internal static class Score
{
    /// <summary>Within 0–10, to the nearest 0.1, halves away from zero; not-a-number is 0.</summary>
    public static double Quantise(double score) =>
        double.IsNaN(score) ? 0 : (double)Math.Round((decimal)Math.Clamp(score, 0, 10), 1, MidpointRounding.AwayFromZero);

    /// <summary>Where <paramref name="value"/> stands between <paramref name="low"/> (0) and <paramref name="high"/> (1).</summary>
    public static double Ramp(double value, double low, double high) => Math.Clamp((value - low) / (high - low), 0, 1);
}
