using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Tests.Loading;

public class HarnessOverridesTests
{
    private static readonly LoadedHarness Mine = HarnessLoader.Parse("harness: mine\nverify: {threshold: 7}", "mine.yaml");

    [Fact]
    public void Overrides_change_the_effective_hash_and_leave_the_identity()
    {
        var plain = HarnessOverrides.Apply(Mine, []);
        var changed = HarnessOverrides.Apply(Mine, [new("verify.threshold", "9.5", "--set"), new("budgets.cost_usd", "null", "--set"), new("verify.evaluators", "openai:a, openai:b", "--set")]);

        changed.Spec.Verify.Threshold.ShouldBe(9.5);
        changed.Spec.Budgets.CostUsd.ShouldBeNull();
        changed.Spec.Verify.Evaluators.ShouldBe(["openai:a", "openai:b"]);
        changed.EffectiveHash.ShouldNotBe(plain.EffectiveHash);
        changed.Harness.Hash.ShouldBe(Mine.Hash);
        changed.Overrides.Keys.ShouldBe(["budgets.cost_usd", "verify.evaluators", "verify.threshold"]);
    }

    [Fact]
    public void Overriding_with_the_same_value_is_no_change_of_effect() =>
        HarnessOverrides.Apply(Mine, [new("verify.threshold", "7.0", "--set")]).EffectiveHash.ShouldBe(HarnessOverrides.Apply(Mine, []).EffectiveHash);

    [Theory]
    [InlineData("verify.treshold", "9", "Did you mean 'threshold'?")]
    [InlineData("verify.threshold", "eleven", "expected a number from 0 to 10, found the text 'eleven'")]
    [InlineData("verify", "9", "can not be overridden")]
    [InlineData("rules", "[]", "can not be overridden")]
    [InlineData("harness", "other", "can not be overridden")]
    [InlineData("verify.threshold.x", "9", "there is no such key")]
    [InlineData("research.max_rounds", "1", "max_rounds 1 is below min_rounds 2")]
    [InlineData("models.producer", "sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAA", "secret")]
    public void A_wrong_override_is_named(string key, string value, string message) =>
        Should.Throw<HarnessException>(() => HarnessOverrides.Apply(Mine, [new(key, value, "--set")])).Message.ShouldContain(message);

    [Fact]
    public void All_wrong_overrides_are_reported_together() =>
        Should.Throw<HarnessException>(() => HarnessOverrides.Apply(Mine, [new("a", "1", "A"), new("verify.threshold", "x", "B")])).Errors.Select(error => error.File).ShouldBe(["A", "B"]);

    [Fact]
    public void The_three_synthesis_instructions_are_separate_in_the_environment_too()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HARNESS_SYNTH_INSTRUCTION_ENUMERATED"] = "Count: first, second.",
            ["HARNESS_SYNTH_INSTRUCTION"] = "Prose # all of it.",
            ["HARNESS_PRODUCER_MODEL"] = "openai:gpt",
            ["WIGGUM_MAX_ROUNDS"] = " ",
        };

        var effective = HarnessOverrides.Apply(Mine, HarnessOverrides.FromEnvironment(name => environment.GetValueOrDefault(name)));

        effective.Spec.Instructions.Synthesis.Enumerated.ShouldBe("Count: first, second.");
        effective.Spec.Instructions.Synthesis.Research.ShouldBe("Prose # all of it.");
        effective.Spec.Instructions.Synthesis.BestPractices.ShouldBeEmpty();
        effective.Spec.Models.Producer.ShouldBe("openai:gpt");
        effective.Overrides.Count.ShouldBe(3);
    }
}
