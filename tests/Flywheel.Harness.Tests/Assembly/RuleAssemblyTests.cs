using Flywheel.Harness.Assembly;
using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Tests.Assembly;

public class RuleAssemblyTests
{
    private static readonly HarnessSpec Spec = HarnessLoader.Parse("""
        harness: a
        output: {max_words: 300, language: de}
        instructions:
          synthesis: {enumerated: Write a list.}
          revise: Repair it.
          evaluator: Judge it.
        rules:
          - {id: second-by-name, stage: synthesis, text: Cite.}
          - {id: judge, stage: evaluate, text: Name the section.}
          - {id: a-first-by-name, stage: synthesis, text: "Keep it\nshort."}
          - {id: repair, stage: revise, text: Move citations along.}
        """, "a").Spec;

    [Fact]
    public void Instruction_limits_and_rules_come_in_this_order_and_rules_in_file_order() =>
        RuleAssembly.Assemble(Spec, StageSurface.SynthesisEnumerated).Text.ShouldBe("""
            Write a list.

            Output:
            - Write at most 300 words; the source list does not count.
            - Write in the language 'de', whatever the language of the sources.

            Rules:
            - [second-by-name] Cite.
            - [a-first-by-name] Keep it short.
            """);

    [Fact]
    public void Judge_and_reviser_see_the_writers_rules_before_their_own()
    {
        RuleAssembly.Assemble(Spec, StageSurface.Evaluator).Text.ShouldBe("""
            Judge it.

            Rules the document must obey:
            - [second-by-name] Cite.
            - [a-first-by-name] Keep it short.

            Rules:
            - [judge] Name the section.
            """);
        RuleAssembly.Assemble(Spec, StageSurface.Revise).Rules.Select(rule => rule.Id).ShouldBe(["second-by-name", "a-first-by-name", "repair"]);
    }

    [Fact]
    public void An_empty_instruction_is_the_built_in_one_of_the_same_surface()
    {
        RuleAssembly.Assemble(Spec, StageSurface.SynthesisResearch).Text.ShouldStartWith(BuiltInHarnesses.Default.Spec.Instructions.Synthesis.Research);
        RuleAssembly.Assemble(Spec, StageSurface.Tools).Text.ShouldBe(BuiltInHarnesses.Default.Spec.Instructions.System);
        RuleAssembly.Assemble(Spec, StageSurface.Research).Text.ShouldBeEmpty();
    }

    [Fact]
    public void Every_rule_of_the_shipped_harnesses_reaches_a_model()
    {
        foreach (var name in BuiltInHarnesses.Names)
        {
            var spec = BuiltInHarnesses.Find(name)!.Spec;
            var read = RuleAssembly.All(spec).SelectMany(stage => stage.Rules).Select(rule => rule.Id).Distinct(StringComparer.Ordinal);

            read.ShouldBe(spec.Rules.Select(rule => rule.Id), ignoreOrder: true);
        }
    }

    [Fact]
    public void Tokens_of_a_stage_are_those_of_its_text_and_its_rules_are_part_of_them()
    {
        var stage = RuleAssembly.Assemble(Spec, StageSurface.Evaluator);

        stage.Tokens.ShouldBe(TokenEstimate.Of(stage.Text));
        stage.Rules.Sum(rule => rule.Tokens).ShouldBeLessThan(stage.Tokens);
        TokenEstimate.Of("").ShouldBe(0);
        TokenEstimate.Of("abcde").ShouldBe(2);
    }
}
