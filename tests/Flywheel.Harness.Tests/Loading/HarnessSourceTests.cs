using System.Text.Json.Nodes;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;
using Flywheel.Harness.Tests.Generators;

namespace Flywheel.Harness.Tests.Loading;

public class HarnessSourceTests
{
    private static JsonObject Rule => new() { ["id"] = "new-rule", ["stage"] = "plan", ["text"] = "Ask: what\nis missing?", ["directive"] = new JsonObject { ["kind"] = "max_words", ["n"] = 3L } };

    [Fact]
    public void A_rule_goes_after_the_others_and_everything_else_stays_as_it_was()
    {
        const string Text = """
            # about
            harness: a   # the name
            rules:
              # first
              - id: one
                stage: plan
                text: |
                  Two
                    lines.

              # second
              - {id: two, stage: plan, text: Two.}  # why

            # limits
            verify: {threshold: 7}
            """;

        HarnessSource.WithRule(HarnessLoader.Parse(Text, "a"), Rule).ShouldBe("""
            # about
            harness: a   # the name
            rules:
              # first
              - id: one
                stage: plan
                text: |
                  Two
                    lines.

              # second
              - {id: two, stage: plan, text: Two.}  # why
              - id: new-rule
                stage: plan
                text: |-
                  Ask: what
                  is missing?
                directive: {kind: max_words, n: 3}

            # limits
            verify: {threshold: 7}

            """);
    }

    [Theory]
    [InlineData("# c\nharness: a\nrules: [{id: one, stage: plan, text: One}]\n")]
    [InlineData("# c\nharness: a\nrules: []\n")]
    [InlineData("# c\nharness: a")]
    [InlineData("# c\nharness: a\nrules:\n- id: one\n  stage: plan\n  text: One\nkind: research")]
    public void A_file_without_a_block_of_rules_gets_one(string text)
    {
        var edited = HarnessSource.WithRule(HarnessLoader.Parse(text, "a"), Rule);

        edited.ShouldStartWith("# c\n");
        HarnessLoader.Parse(edited, "b").Spec.Rules[^1].Text.ShouldBe("Ask: what\nis missing?");
    }

    [Fact]
    public void Any_file_gets_the_rule_and_nothing_else() => Properties.ForAnySeed(300, seed =>
    {
        var spec = new SpecGenerator(seed).Spec();
        var harness = HarnessLoader.Parse(new RandomYaml(seed).Write(spec), "a");

        var edited = HarnessSource.WithRule(harness, Rule);

        var wanted = (JsonObject)HarnessLoader.ReadOwnKeys(harness.Source, "a").DeepClone();
        if (wanted["rules"] is null)
            wanted["rules"] = new JsonArray();
        wanted["rules"]!.AsArray().Add(Rule);
        JsonNode.DeepEquals(HarnessLoader.ReadOwnKeys(edited, "b"), wanted).ShouldBeTrue(edited);
    });

    [Fact]
    public void What_is_written_as_yaml_reads_back_the_same() => Properties.ForAnySeed(500, seed =>
    {
        var spec = new SpecGenerator(seed).Spec();

        HarnessLoader.Parse(SpecYaml.Write(spec), "yaml").Hash.ShouldBe(HarnessLoader.Parse(spec.ToJsonString(), "json").Hash, SpecYaml.Write(spec));
    });
}
