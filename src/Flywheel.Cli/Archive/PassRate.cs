using System.Runtime.InteropServices;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Archive;

/// <summary>PASS / (PASS + FAIL + ERROR) with its Wilson 95 % interval; nothing without a run.</summary>
/// <param name="Rate">0–1.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PassRate(double Rate, double Low, double High)
{
    private const double Z = 1.959963984540054; // the 97.5 % quantile of the normal distribution

    /// <summary>The pass rate of runs that were verified and have a result; null when there is none.</summary>
    public static PassRate? Of(IReadOnlyCollection<RunRecord> runs)
    {
        var judged = runs.Where(static run => run is { Verified: true, Final: "PASS" or "FAIL" or "ERROR" }).ToList();
        if (judged.Count == 0)
            return null;
        double count = judged.Count;
        var rate = judged.Count(static run => run.Final == "PASS") / count;
        var denominator = 1 + Z * Z / count;
        var center = (rate + Z * Z / (2 * count)) / denominator;
        var half = Z * Math.Sqrt(rate * (1 - rate) / count + Z * Z / (4 * count * count)) / denominator;
        return new PassRate(rate, Math.Max(0, center - half), Math.Min(1, center + half));
    }
}
