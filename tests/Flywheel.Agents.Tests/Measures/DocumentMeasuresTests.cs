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
    public void A_small_good_document_passes() =>
        Composite.Of(Draft.Of(Draft.Good)).ShouldBeGreaterThanOrEqualTo(8);

    [Fact]
    public void Many_issues_are_counted_not_listed()
    {
        var stubs = string.Concat(Enumerable.Range(1, 100).Select(i => FormattableString.Invariant($"## Way{i}\n\nTODO\n\n")));

        var depth = (Draft.Of("# T\n\nA lead about a warm cache.\n\n" + stubs) with { ExpectedSections = null, TaskType = TaskType.Research }).Measure("depth");

        depth.Issues.Count.ShouldBe(41);
        depth.Issues[^1].ShouldMatch("^Depth: [0-9]+ more issues like these[.]$");
    }
}
