using Flywheel.Harness.Linting;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Variants;

namespace Flywheel.Harness.Tests.Variants;

public class RulePortTests
{
    private static readonly LoadedHarness From = HarnessLoader.Parse("""
        harness: a
        rules:
          - id: cite
            stage: synthesis
            text: Cite.
            directive: {kind: cite_each_item}
            evidence: {pattern: ungrounded_claim, runs: [r1], gate: g_1, predicted: {fixes: [t1], at_risk: [t2]}, confidence: 0.8}
        """, "a");

    [Fact]
    public void A_target_gets_a_candidate_with_its_own_manifest_and_without_the_others_evidence()
    {
        var target = HarnessLoader.Parse("# keep me\nharness: b\nrules:\n  - {id: x, stage: plan, text: X.}\n", "b");

        var offer = RulePort.Offer("cite", From, [target], null, DateTimeOffset.UnixEpoch).ShouldHaveSingleItem();

        offer.Source!.ShouldStartWith("# keep me\n");
        var candidate = HarnessLoader.Parse(offer.Source!, "candidate");
        candidate.Hash.ToString().ShouldBe(offer.Hash);
        candidate.Spec.Rules.Select(rule => rule.Id).ShouldBe(["x", "cite"]);
        candidate.Spec.Rules[1].Evidence.ShouldBeNull();
        offer.Changes.ShouldHaveSingleItem().Summary.ShouldBe("rule cite added (synthesis): Cite.");
        offer.Manifest!.Predicted!.Fixes.ShouldBe(["t1"]);
        offer.Manifest.Evidence!.ShouldHaveSingleItem().RunId.ShouldBe("r1");
        offer.Manifest.DerivedBy!.ShouldStartWith("port from a (");
        offer.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_target_that_has_the_rule_or_its_id_is_told_apart()
    {
        var has = HarnessLoader.Parse("harness: b\nrules: [{id: cite, stage: synthesis, text: Cite., directive: {kind: cite_each_item}}]", "b");
        var other = HarnessLoader.Parse("harness: c\nrules: [{id: cite, stage: synthesis, text: Something else.}]", "c");

        RulePort.Offer("cite", From, [has, other], null, DateTimeOffset.UnixEpoch).Select(offer => offer.Reason)
            .ShouldBe(["'b' has this rule already", "'c' has another rule of the id 'cite'; settle that first"]);
    }

    [Fact]
    public void What_lint_says_of_the_candidate_alone_is_shown()
    {
        var target = HarnessLoader.Parse("harness: b\ninstructions: {synthesis: {research: Do not cite anything.}}\nrules: []", "b");

        RulePort.Offer("cite", From, [target], null, DateTimeOffset.UnixEpoch)[0].Warnings.ShouldHaveSingleItem().Lint.ShouldBe(LintRules.InstructionAgainstDirective);
    }

    [Fact]
    public void An_unknown_rule_brings_the_nearest() =>
        Should.Throw<HarnessException>(() => RulePort.Offer("cit", From, [], null, DateTimeOffset.UnixEpoch)).Message.ShouldContain("Did you mean 'cite'?");
}
