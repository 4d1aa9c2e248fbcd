namespace Flywheel.Harness.Statistics;

/// <summary>An estimate with the range in which the truth is expected.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Nothing is known.</summary>
    public static Interval Unknown { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>Whether anything is known.</summary>
    public bool IsKnown => !double.IsNaN(Value);
}
