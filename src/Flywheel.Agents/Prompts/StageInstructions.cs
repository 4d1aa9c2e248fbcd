using System.Text;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Prompts;

/// <summary>A stage's instructions: the harness's text (or the built-in one), then the stage's operating rules in file order.</summary>
internal static class StageInstructions
{
    public static string For(HarnessSpec harness, string stage, string builtIn)
    {
        var own = stage switch
        {
            "plan" => harness.Instructions.Planner,
            "evaluate" => harness.Instructions.Evaluator,
            "revise" => harness.Instructions.Revise,
            _ => "",
        };
        return Compose(harness, stage, own.Length > 0 ? own : builtIn);
    }

    public static string ForSynthesis(HarnessSpec harness, TaskType type)
    {
        var instructions = harness.Instructions.Synthesis;
        var (own, builtIn) = type switch
        {
            TaskType.Enumerated => (instructions.Enumerated, "Write a list document: each item is distinct and has a name, an explanation of why it works, a concrete example and a note on when not to use it."),
            TaskType.BestPractices => (instructions.BestPractices, "Write a guide of practices: each is actionable, says why it works, gives an example and names its cost or limits."),
            _ => (instructions.Research, "Write a synthesis, not a list: explain, compare what the sources say, give evidence and state caveats."),
        };
        return Compose(harness, "synthesis", own.Length > 0 ? own : builtIn);
    }

    private static string Compose(HarnessSpec harness, string stage, string instruction)
    {
        var text = new StringBuilder(instruction.Trim());
        foreach (var rule in harness.Rules)
        {
            if (rule.Stage == stage)
                text.Append(text.ToString().Contains("\n\nRules:", StringComparison.Ordinal) ? "\n- " : "\n\nRules:\n- ").Append(rule.Text.Trim());
        }

        return text.ToString();
    }
}
