using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Tests.Loading;

public class InheritanceTests
{
    private const string Base = """
        harness: base
        description: the parent
        sampling: {temperature: 0.5, max_tokens: 100}
        verify: {threshold: 7, weights: {depth: 0.5}}
        retry: {fallback: [a, b]}
        rules:
          - {id: one, stage: plan, text: First.}
          - {id: two, stage: plan, text: Second.}
        tools: [{name: search, limits: {calls: 3}}]
        """;

    [Fact]
    public void Mappings_merge_named_entries_merge_by_name_and_plain_lists_are_replaced()
    {
        var child = Parse("""
            harness: child
            extends: base@3
            sampling: {temperature: 0.9}
            verify: {weights: {structure: 0.3}}
            retry: {fallback: [c]}
            rules:
              - {id: three, stage: plan, text: Third.}
              - {id: one, stage: research, text: Other.}
            """);

        child.Spec.Sampling.Temperature.ShouldBe(0.9);
        child.Spec.Sampling.MaxTokens.ShouldBe(100);
        child.Spec.Verify.Threshold.ShouldBe(7);
        child.Spec.Verify.Weights["depth"].ShouldBe(0.5);
        child.Spec.Verify.Weights["structure"].ShouldBe(0.3);
        child.Spec.Retry.Fallback.ShouldBe(["c"]);
        child.Spec.Rules.Select(rule => $"{rule.Id} {rule.Stage}").ShouldBe(["one research", "two plan", "three plan"]);
        child.Spec.Tools.ShouldHaveSingleItem().Calls.ShouldBe(3);
        child.Spec.Description.ShouldBeEmpty();
    }

    [Fact]
    public void A_child_has_the_hash_of_the_same_keys_written_out()
    {
        var child = Parse("harness: child\nextends: base@3\nkind: tools");
        var flat = HarnessLoader.Parse(Base.Replace("harness: base", "harness: child\nkind: tools", StringComparison.Ordinal), "flat");

        child.Hash.ShouldBe(flat.Hash);
    }

    [Fact]
    public void A_value_that_only_conflicts_with_the_parent_is_named_in_the_child()
    {
        var error = Should.Throw<HarnessException>(() => Parse("harness: child\nextends: base@3\nresearch: {max_rounds: 1}")).Errors.ShouldHaveSingleItem();

        error.Key.ShouldBe("research.max_rounds");
        error.Line.ShouldBe(3);
    }

    [Fact]
    public void An_unknown_parent_is_named_at_its_line()
    {
        var error = Should.Throw<HarnessException>(() => Parse("harness: child\nextends: bsae@3")).Errors.ShouldHaveSingleItem();

        (error.Line, error.Key).ShouldBe((2, "extends"));
        error.Message.ShouldContain("no bsae@3");
    }

    private static LoadedHarness Parse(string text) => HarnessLoader.Parse(text, "child.yaml", new OneParent());

    private sealed class OneParent : IHarnessParents
    {
        public LoadedHarness Find(string reference) =>
            reference == "base@3" ? HarnessLoader.Parse(Base, "base.yaml") : throw new HarnessException("no " + reference);
    }
}
