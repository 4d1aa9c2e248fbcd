using System.Text;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Tests.Loading;

public class HarnessLoaderTests
{
    [Fact]
    public void A_name_alone_is_a_harness_with_every_default()
    {
        var loaded = HarnessLoader.Parse("harness: mine\n", "mine.yaml");

        loaded.Spec.Name.ShouldBe("mine");
        loaded.Spec.Verify.Threshold.ShouldBe(8.0);
        loaded.Spec.Budgets.CostUsd.ShouldBe(1.0);
        loaded.CanonicalText.ShouldBe("""{"harness":"mine"}""");
    }

    [Fact]
    public void Every_error_of_a_file_is_reported_in_file_order()
    {
        var errors = ErrorsOf("""
            harness: Mine
            sampling: {temperature: 9, max_tokens: many}
            treshold: 8
            rules:
              - id: One
                stage: synthesis
                text: Cite.
              - id: two
                stage: sythesis
                directive: {kind: item_cuont, n: 5}
            verify:
              threshold: "8"
              threshold: 7
            """);

        errors.Select(error => error.Key).ShouldBe(
            ["harness", "sampling.temperature", "sampling.max_tokens", "treshold", "rules[0].id", "rules[1]", "rules[1].stage", "rules[1].directive.kind", "verify.threshold", "verify.threshold"]);
        errors.Select(error => error.Line).ShouldBe([1, 2, 2, 3, 5, 8, 9, 10, 12, 13]);
    }

    [Theory]
    [InlineData("harness: a\nresearch: {results: 51}", "research.results", 2, 21, "expected a whole number from 1 to 50, found the number 51")]
    [InlineData("harness: a\nresearch: {results: 2.5}", "research.results", 2, 21, "expected a whole number from 1 to 50, found the number 2.5")]
    [InlineData("harness: a\nverify: {threshold: .inf}", "verify.threshold", 2, 21, "expected a number from 0 to 10, found the number .inf")]
    [InlineData("harness: a\nmemory: {write: yes}", "memory.write", 2, 17, "expected true or false, found the text 'yes'")]
    [InlineData("harness: a\nmemory: {write: \"true\"}", "memory.write", 2, 17, "expected true or false, found the text 'true'")]
    [InlineData("harness: a\noutput: {language: 7}", "output.language", 2, 20, "found the number 7; put it in quotes if the text is meant")]
    [InlineData("harness: a\nkind: pipeline", "kind", 2, 7, "expected one of research, tools, found the text 'pipeline'.")]
    [InlineData("harness: a\nrouting: {panel: allways}", "routing.panel", 2, 18, "Did you mean 'always'?")]
    [InlineData("harness: a\nsampling:\n", "sampling", 2, 10, "found nothing; leave the key out to use its default")]
    [InlineData("harness: a\nrules: cite everything", "rules", 2, 8, "expected a list, found the text 'cite everything'")]
    [InlineData("harness: a\nrules:\n  - cite everything", "rules[0]", 3, 5, "expected a mapping with the keys id, stage, text, directive, evidence, found the text")]
    [InlineData("harness: a\nverfy: {threshold: 8}", "verfy", 2, 1, "unknown key 'verfy'. Did you mean 'verify'? Allowed here: schema, harness,")]
    [InlineData("harness: a\nverify: {wieghts: {}}", "verify.wieghts", 2, 10, "Did you mean 'weights'?")]
    [InlineData("harness: a\nverify: {weights: {originality: 1}}", "verify.weights.originality", 2, 20, "Allowed here: relevance, completeness, depth, groundedness, specificity, structure.")]
    [InlineData("harness: a\nschema: 2", "schema", 2, 9, "expected a whole number from 1 to 1, found the number 2")]
    [InlineData("kind: research", "", 1, 1, "the key 'harness' is missing")]
    [InlineData("harness: a\nharness: b", "harness", 2, 1, "the key 'harness' is already set in line 1; keep one")]
    [InlineData("harness: a\nmodels: {<<: {producer: x}}", "models.<<", 2, 10, "merge keys are not supported; use extends.")]
    [InlineData("harness: a\nresearch: {min_rounds: 4, max_rounds: 3}", "research.max_rounds", 2, 39, "max_rounds 3 is below min_rounds 4")]
    [InlineData("harness: a\nresearch: {max_rounds: 1}", "research.max_rounds", 2, 24, "max_rounds 1 is below min_rounds 2")]
    [InlineData("harness: a\noutput: {schema: {type: object}}", "output.schema", 2, 18, "a schema needs output.format: json")]
    [InlineData("harness: a\nrouting: {agents: [{when: hard, to: a@2}]}", "routing.agents[0].to", 2, 37, "can not hand over to itself")]
    [InlineData("harness: a\nmodels: {producer: \"\"}", "models.producer", 2, 20, "expected a model: provider:name, an alias of config.yaml, or embedded, found an empty text")]
    [InlineData("harness: a\nretry: {fallback: [embedded, 3]}", "retry.fallback[1]", 2, 30, "found the number 3")]
    [InlineData("harness: a\nextends: base@3", "extends", 2, 10, "'base@3' can not be looked up here")]
    public void A_wrong_value_is_named_with_its_place_and_what_is_allowed(string text, string key, int line, int column, string message)
    {
        var error = ErrorsOf(text).ShouldHaveSingleItem();

        error.Key.ShouldBe(key);
        (error.Line, error.Column).ShouldBe((line, column));
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("{kind: item_count}", "rules[0].directive", "the key 'n' is missing: a whole number from 1 to 100")]
    [InlineData("{kind: item_count, n: 0}", "rules[0].directive.n", "expected a whole number from 1 to 100, found the number 0")]
    [InlineData("{kind: item_count, n: 3, m: 4}", "rules[0].directive.m", "unknown key 'm'.")]
    [InlineData("{kind: cite_each_item, n: 3}", "rules[0].directive.n", "unknown key 'n'. Allowed here: kind.")]
    [InlineData("{n: 3}", "rules[0].directive", "the key 'kind' is missing: one of item_count, cite_each_item,")]
    [InlineData("{kind: max_word, n: 3}", "rules[0].directive.kind", "Did you mean 'max_words'?")]
    [InlineData("{kind: section, title: Risks, per: page}", "rules[0].directive.per", "expected one of document, item, found the text 'page'.")]
    [InlineData("{kind: order_by, key: beauty}", "rules[0].directive.key", "expected one of title, citations, length")]
    [InlineData("{kind: data_category, name: email, handling: forget}", "rules[0].directive.handling", "expected one of redact, block, log")]
    [InlineData("{kind: refuse_when, condition: amount > 3}", "rules[0].directive.condition", "Expected tool, task, args, arg.NAME or calls at character 1, found 'amount'.")]
    [InlineData("{kind: refuse_when, condition: 'args matches \"(\"'}", "rules[0].directive.condition", "is no regular expression")]
    [InlineData("{kind: allow_tool, name: rm -rf}", "rules[0].directive.name", "expected a tool name")]
    public void A_wrong_directive_is_named(string directive, string key, string message)
    {
        var error = ErrorsOf($"harness: a\nrules: [{{id: r, stage: tools, text: t, directive: {directive}}}]").ShouldHaveSingleItem();

        error.Key.ShouldBe(key);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_rule_id_used_twice_names_the_first_line()
    {
        var error = ErrorsOf("""
            harness: a
            rules:
              - {id: cite, stage: synthesis, text: Cite.}
              - {id: other, stage: synthesis, text: Other.}
              - {id: cite, stage: plan, text: Again.}
            """).ShouldHaveSingleItem();

        error.Line.ShouldBe(5);
        error.Key.ShouldBe("rules[2].id");
        error.Message.ShouldBe("'cite' is already used in line 3; each id is unique");
    }

    [Fact]
    public void White_space_around_texts_does_not_count()
    {
        var block = HarnessLoader.Parse("harness: a\ninstructions:\n  planner: |\n    Plan well.\n\n", "a");
        var quoted = HarnessLoader.Parse("harness: a\ninstructions: {planner: ' Plan well. '}", "a");

        block.Spec.Instructions.Planner.ShouldBe("Plan well.");
        block.Hash.ShouldBe(quoted.Hash);
    }

    [Fact]
    public void Description_and_evidence_do_not_change_the_identity()
    {
        const string Plain = "harness: a\nrules: [{id: r, stage: plan, text: t}]";
        const string Explained = "harness: a\ndescription: why\nrules: [{id: r, stage: plan, text: t, evidence: {gate: g_1, confidence: 0.5, predicted: {fixes: [t1]}}}]";

        HarnessLoader.Parse(Explained, "a").Hash.ShouldBe(HarnessLoader.Parse(Plain, "a").Hash);
        HarnessLoader.Parse(Explained, "a").Spec.Rules[0].Evidence!.PredictedFixes.ShouldBe(["t1"]);
    }

    [Fact]
    public void The_order_of_rules_changes_the_identity()
    {
        var ab = HarnessLoader.Parse("harness: a\nrules: [{id: a, stage: plan, text: t}, {id: b, stage: plan, text: t}]", "a");
        var ba = HarnessLoader.Parse("harness: a\nrules: [{id: b, stage: plan, text: t}, {id: a, stage: plan, text: t}]", "a");

        ab.Hash.ShouldNotBe(ba.Hash);
    }

    [Fact]
    public void A_default_written_out_is_another_file_with_the_same_effect()
    {
        var silent = HarnessLoader.Parse("harness: a", "a");
        var explicitly = HarnessLoader.Parse("harness: a\nverify: {threshold: 8}", "a");

        explicitly.Hash.ShouldNotBe(silent.Hash);
        HarnessOverrides.Apply(explicitly, []).EffectiveHash.ShouldBe(HarnessOverrides.Apply(silent, []).EffectiveHash);
    }

    [Fact]
    public void Null_lifts_a_budget_and_absence_keeps_its_default()
    {
        HarnessLoader.Parse("harness: a\nbudgets: {cost_usd: null}", "a").Spec.Budgets.ShouldBe(new BudgetsSpec { CostUsd = null });
    }

    [Fact]
    public void A_missing_file_is_a_message()
    {
        Should.Throw<HarnessException>(() => HarnessLoader.Load("/nowhere/harness.yaml")).Message.ShouldContain("/nowhere/harness.yaml");
    }

    [Fact]
    public void A_byte_order_mark_is_not_content()
    {
        byte[] content = [0xEF, 0xBB, 0xBF, .. "harness: a"u8];

        HarnessLoader.Parse(content, "a").Spec.Name.ShouldBe("a");
    }

    private static IReadOnlyList<SpecError> ErrorsOf(string text) =>
        Should.Throw<HarnessException>(() => HarnessLoader.Parse(Encoding.UTF8.GetBytes(text), "a.yaml")).Errors;
}
