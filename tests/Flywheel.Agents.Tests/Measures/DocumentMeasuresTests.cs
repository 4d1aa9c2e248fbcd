using Flywheel.Agents.Measures;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

public class DocumentMeasuresTests
{
    [Fact]
    public void Every_dimension_of_the_rubric_is_measured_in_its_order() =>
        DocumentMeasures.Measure(Draft.Of(Draft.Good)).Select(measurement => measurement.Dimension).ShouldBe(VerifySpec.DefaultWeights.Keys);

    [Fact]
    public void The_composite_weighs_the_dimensions_relative_to_the_weights_that_apply()
    {
        Measurement[] measured = [new("depth", 6, []), new("structure", 9, []), new("taste", 1, [])];
        var weights = new Dictionary<string, double>(StringComparer.Ordinal) { ["depth"] = 2, ["structure"] = 1, ["humour"] = 5 };

        DocumentMeasures.Composite(measured, weights).ShouldBe(7);
    }

    [Fact]
    public void The_composite_of_nothing_is_0() => DocumentMeasures.Composite([], VerifySpec.DefaultWeights).ShouldBe(0);

    [Fact]
    public void A_small_good_document_passes() =>
        DocumentMeasures.Composite(DocumentMeasures.Measure(Draft.Of(Draft.Good)), VerifySpec.DefaultWeights).ShouldBeGreaterThanOrEqualTo(8);

    [Fact]
    public void Many_issues_are_counted_not_listed()
    {
        var stubs = string.Concat(Enumerable.Range(1, 100).Select(i => FormattableString.Invariant($"## Way{i}\n\nTODO\n\n")));

        var depth = (Draft.Of("# T\n\nA lead about a warm cache.\n\n" + stubs) with { ExpectedSections = null, TaskType = TaskType.Research }).Measure("depth");

        depth.Issues.Count.ShouldBe(41);
        depth.Issues[^1].ShouldMatch("^Depth: [0-9]+ more issues like these[.]$");
    }
}
