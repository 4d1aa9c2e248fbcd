namespace Flywheel.Agents.Embedded.Review;

/// <summary>Scores in steps of half a point, 0 to 10.</summary>
internal static class HalfPoints
{
    /// <summary>The score, down to the next half point: a judge that rounds up praises itself.</summary>
    public static double Down(double score) => Math.Floor(Math.Clamp(score, 0, 10) * 2 + 1e-9) / 2;
}
