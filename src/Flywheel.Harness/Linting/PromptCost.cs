using Flywheel.Harness.Assembly;

namespace Flywheel.Harness.Linting;

/// <summary>Finds rules and stages that cost many tokens. Thread-safe.</summary>
internal static class PromptCost
{
    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        foreach (var rule in context.Spec.Rules)
        {
            var tokens = TokenEstimate.Of(RuleAssembly.Line(rule));
            if (tokens > context.Options.RuleTokens)
                yield return new LintFinding(LintRules.CostlyRule, [rule.Id], FormattableString.Invariant($"'{rule.Id}' costs about {tokens} tokens in every prompt it stands in; a rule is one sentence. Shorten it, or move explanations to an instruction."), context.LineOf(rule));
        }

        foreach (var stage in RuleAssembly.All(context.Spec).Where(stage => stage.Tokens > context.Options.StageTokens))
            yield return new LintFinding(LintRules.CostlyStage, [stage.Surface.ToString()], FormattableString.Invariant($"{stage.Surface} is told about {stage.Tokens} tokens, {stage.Rules.Count} rules among them. Models follow the middle of long instructions worst: cut what no failure asks for."), 0);
    }
}
