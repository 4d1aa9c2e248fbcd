using Flywheel.Harness.Loading;
using Flywheel.Harness.Runs;
using Flywheel.Harness.Variants;

namespace Flywheel.Harness.Tests.Variants;

public class VariantComparisonTests
{
    private static readonly LoadedHarness A = HarnessLoader.Parse("""
        harness: a
        rules:
          - {id: cite, stage: synthesis, text: Cite., directive: {kind: cite_each_item}}
          - {id: short, stage: synthesis, text: Be short.}
          - {id: only-a, stage: plan, text: Ask twice.}
        """, "a");

    private static readonly LoadedHarness B = HarnessLoader.Parse("""
        harness: b
        rules:
          - {id: cite, stage: synthesis, text: Cite., directive: {kind: cite_each_item}}
          - {id: short, stage: synthesis, text: Be very short.}
          - {id: twice, stage: plan, text: ask twice.}
          - {id: only-b, stage: revise, text: Keep numbers.}
        """, "b");

    [Fact]
    public void Shared_missing_and_differing_rules_are_told_apart()
    {
        var comparison = VariantComparison.Of([A, B], []);

        comparison.Shared.ShouldBe(["cite"]);
        comparison.Differing.ShouldBe(["short"]);
        comparison.Partial.Select(rule => (rule.Id, string.Join(',', rule.In), string.Join(',', rule.MissingIn))).ShouldBe([("only-a", "a", ""), ("twice", "b", ""), ("only-b", "b", "a")]);
        comparison.Partial[0].UnderOtherId["b"].ShouldBe("twice");
        comparison.Variants.Select(variant => variant.Rules).ShouldBe([3, 4]);
        comparison.Variants[0].Stages.Sum(stage => stage.Tokens).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_score_gap_is_per_type_of_task_with_an_interval()
    {
        List<RunFact> runs =
        [
            Run("a", "research", 8), Run("a", "research", 9), Run("b", "research", 6), Run("b", "research", 7),
            Run("a", "enumerated", 5), Run("b", "enumerated", 9) with { Channel = "trial" }, Run("c", "research", 1), Run("a", "research", 1) with { Verified = false },
        ];

        var scores = VariantComparison.Of([A, B], runs).Scores;

        scores.Select(row => row.TaskType).ShouldBe(["enumerated", "research"]);
        (scores[1].Best, scores[1].Worst, scores[1].Gap.Value).ShouldBe(("a", "b", 2.0));
        scores[1].Gap.Low.ShouldBeLessThan(2);
        scores[1].Variants["a"].ShouldBe(new VariantScore(2, 8.5));
        scores[0].Gap.IsKnown.ShouldBeFalse();
    }

    [Fact]
    public void One_harness_alone_is_no_comparison() => Should.Throw<HarnessException>(() => VariantComparison.Of([A, A], []));

    private static RunFact Run(string harness, string type, double score) => new() { Harness = harness, TaskType = type, FinalScore = score, Final = "PASS" };
}
