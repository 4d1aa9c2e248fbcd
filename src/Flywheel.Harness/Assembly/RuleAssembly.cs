using System.Text;
using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Assembly;

/// <summary>
/// Puts a harness's words together for each place of the pipeline, always in this order: the instruction of the place (the built-in one where the
/// harness leaves it empty), the limits of the output, the rules. Rules keep their order in the file. The judge and the reviser are shown the
/// writer's rules before their own, because the draft is held to them. Thread-safe.
/// </summary>
public static class RuleAssembly
{
    /// <summary>Every place of the pipeline, in the order of <see cref="StageSurface"/>.</summary>
    public static IReadOnlyList<StageInstructions> All(HarnessSpec spec) => [.. Enum.GetValues<StageSurface>().Select(surface => Assemble(spec, surface))];

    /// <summary>One place of the pipeline.</summary>
    public static StageInstructions Assemble(HarnessSpec spec, StageSurface surface)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var text = new StringBuilder();
        var assembled = new List<AssembledRule>();
        AddBlock(text, Instruction(spec, surface));
        if (WritesDocument(surface))
            AddBlock(text, Limits(spec.Output));
        foreach (var (title, rules) in RuleBlocks(spec, surface))
            AddRules(text, title, rules, assembled);
        var whole = text.ToString();
        return new StageInstructions(surface, whole, assembled, TokenEstimate.Of(whole));
    }

    /// <summary>The rule stage that a place reads.</summary>
    public static string StageOf(StageSurface surface) => surface switch
    {
        StageSurface.Planner => RuleStages.Plan,
        StageSurface.Research => RuleStages.Research,
        StageSurface.Tools => RuleStages.Tools,
        StageSurface.Evaluator => RuleStages.Evaluate,
        StageSurface.Revise => RuleStages.Revise,
        _ => RuleStages.Synthesis,
    };

    /// <summary>The line of a rule in a prompt; its id lets an answer and a trace refer to it.</summary>
    public static string Line(OperatingRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return $"- [{rule.Id}] {rule.Text.ReplaceLineEndings(" ")}";
    }

    private static bool WritesDocument(StageSurface surface) => StageOf(surface) == RuleStages.Synthesis || surface == StageSurface.Revise;

    private static string Instruction(HarnessSpec spec, StageSurface surface)
    {
        var own = Of(spec.Instructions, surface);
        return own.Length > 0 ? own : Of(BuiltInHarnesses.Default.Spec.Instructions, surface);
    }

    private static string Of(InstructionsSpec instructions, StageSurface surface) => surface switch
    {
        StageSurface.Planner => instructions.Planner,
        StageSurface.Tools => instructions.System,
        StageSurface.SynthesisEnumerated => instructions.Synthesis.Enumerated,
        StageSurface.SynthesisBestPractices => instructions.Synthesis.BestPractices,
        StageSurface.SynthesisResearch => instructions.Synthesis.Research,
        StageSurface.Evaluator => instructions.Evaluator,
        StageSurface.Revise => instructions.Revise,
        _ => "",
    };

    private static string Limits(OutputSpec output)
    {
        var lines = new List<string>();
        if (output.MaxWords is { } words)
            lines.Add(FormattableString.Invariant($"- Write at most {words} words; the source list does not count."));
        if (output.Language != "en")
            lines.Add($"- Write in the language '{output.Language}', whatever the language of the sources.");
        if (output.Schema is { } schema)
            lines.Add($"- Answer with JSON that satisfies this schema: {schema}");
        return lines.Count == 0 ? "" : "Output:\n" + string.Join('\n', lines);
    }

    private static IEnumerable<(string Title, List<OperatingRule> Rules)> RuleBlocks(HarnessSpec spec, StageSurface surface)
    {
        if (surface is StageSurface.Evaluator or StageSurface.Revise)
            yield return ("Rules the document must obey:", OfStage(spec, RuleStages.Synthesis));
        yield return ("Rules:", OfStage(spec, StageOf(surface)));
    }

    private static List<OperatingRule> OfStage(HarnessSpec spec, string stage) =>
        [.. spec.Rules.Where(rule => string.Equals(rule.Stage, stage, StringComparison.Ordinal))];

    private static void AddRules(StringBuilder text, string title, List<OperatingRule> rules, List<AssembledRule> assembled)
    {
        if (rules.Count == 0)
            return;
        AddBlock(text, title + "\n" + string.Join('\n', rules.Select(Line)));
        assembled.AddRange(rules.Select(rule => new AssembledRule(rule.Id, TokenEstimate.Of(Line(rule) + "\n"))));
    }

    private static void AddBlock(StringBuilder text, string block)
    {
        if (block.Length == 0)
            return;
        if (text.Length > 0)
            text.Append("\n\n");
        text.Append(block);
    }
}
