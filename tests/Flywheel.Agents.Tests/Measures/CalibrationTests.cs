using Flywheel.Agents.Measures;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

public class CalibrationTests
{
    public static TheoryData<string> Documents(string grade) => [.. SampleDocuments.All.Where(document => document.Grade == grade).Select(document => document.Name)];

    [Theory]
    [MemberData(nameof(Documents), "good")]
    public void A_good_document_scores_at_least_8(string name) => ScoreOf(name).ShouldBeGreaterThanOrEqualTo(8);

    [Theory]
    [MemberData(nameof(Documents), "mediocre")]
    public void A_mediocre_document_scores_5_to_7(string name) => ScoreOf(name).ShouldBeInRange(5, 7);

    [Theory]
    [MemberData(nameof(Documents), "bad")]
    public void A_bad_document_scores_below_5(string name) => ScoreOf(name).ShouldBeLessThan(5);

    [Fact]
    public void Every_issue_of_a_mediocre_document_names_its_dimension_and_a_place_or_a_matter()
    {
        foreach (var document in SampleDocuments.All.Where(document => document.Grade == "mediocre"))
        {
            foreach (var measurement in DocumentMeasures.Measure(document.Draft))
            {
                foreach (var issue in measurement.Issues)
                    issue.ShouldStartWith(measurement.Dimension, Case.Insensitive);
                if (measurement.Score <= 8)
                    measurement.Issues.ShouldNotBeEmpty($"{document.Name}: {measurement.Dimension} {measurement.Score}");
            }
        }
    }

    private static double ScoreOf(string name) =>
        Composite.Of(SampleDocuments.Named(name).Draft);
}
