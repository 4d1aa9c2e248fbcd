using Flywheel.Agents.Measures;
using Flywheel.Agents.Verification;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>What the measures come to under the default rubric, as the pipeline computes it.</summary>
internal static class Composite
{
    /// <summary>The score at which a document passes.</summary>
    public static double Threshold { get; } = new VerifySpec().Threshold;

    public static double Of(DraftUnderTest draft) => Of(DocumentMeasures.Measure(draft));

    public static double Of(IEnumerable<Measurement> measurements) =>
        new Rubric(new VerifySpec()).Composite(measurements.ToDictionary(one => one.Dimension, one => (double?)one.Score, StringComparer.Ordinal))!.Value;
}
