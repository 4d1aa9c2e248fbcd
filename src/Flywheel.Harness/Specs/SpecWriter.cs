using System.Text.Json.Nodes;
using Flywheel.Harness.Directives;

namespace Flywheel.Harness.Specs;

/// <summary>Writes a spec with every key at its effective value, in the order of the key table. Thread-safe.</summary>
internal static class SpecWriter
{
    /// <summary>The file that says everything; reading it gives the same spec.</summary>
    public static JsonObject Write(HarnessSpec spec) => new()
    {
        ["schema"] = 1L,
        [SpecKeys.Harness] = spec.Name,
        ["kind"] = EnumNames.Name(spec.Kind),
        [SpecKeys.Extends] = spec.Extends,
        ["description"] = spec.Description,
        ["sampling"] = new JsonObject
        {
            ["temperature"] = spec.Sampling.Temperature,
            ["seed"] = spec.Sampling.Seed,
            ["max_tokens"] = (long)spec.Sampling.MaxTokens,
        },
        ["output"] = new JsonObject
        {
            ["format"] = spec.Output.Format,
            ["schema"] = spec.Output.Schema is { } schema ? JsonNode.Parse(schema) : null,
            ["max_words"] = (long?)spec.Output.MaxWords,
            ["language"] = spec.Output.Language,
        },
        ["mcp"] = Texts(spec.Mcp),
        ["models"] = new JsonObject
        {
            ["producer"] = spec.Models.Producer,
            ["evaluator"] = spec.Models.Evaluator,
            ["planner"] = spec.Models.Planner,
        },
        ["instructions"] = Instructions(spec.Instructions),
        [SpecKeys.Rules] = new JsonArray([.. spec.Rules.Select(Rule)]),
        [SpecKeys.Tools] = new JsonArray([.. spec.Tools.Select(Tool)]),
        ["routing"] = new JsonObject
        {
            ["skills"] = spec.Routing.Skills,
            ["panel"] = spec.Routing.Panel,
            ["agents"] = new JsonArray([.. spec.Routing.Agents.Select(route => new JsonObject { ["when"] = route.When, ["to"] = route.To })]),
        },
        ["retry"] = new JsonObject
        {
            ["attempts"] = (long)spec.Retry.Attempts,
            ["backoff_s"] = spec.Retry.BackoffSeconds,
            ["fallback"] = Texts(spec.Retry.Fallback),
        },
        ["research"] = new JsonObject
        {
            ["min_rounds"] = (long)spec.Research.MinRounds,
            ["max_rounds"] = (long)spec.Research.MaxRounds,
            ["results"] = (long)spec.Research.Results,
            ["novelty_threshold"] = spec.Research.NoveltyThreshold,
            ["quality_floor_chars"] = (long)spec.Research.QualityFloorChars,
        },
        ["verify"] = Verify(spec.Verify),
        ["budgets"] = new JsonObject
        {
            ["wall_s"] = spec.Budgets.WallSeconds,
            ["input_tokens"] = spec.Budgets.InputTokens,
            ["tool_calls"] = (long?)spec.Budgets.ToolCalls,
            ["cost_usd"] = spec.Budgets.CostUsd,
        },
        ["memory"] = new JsonObject
        {
            ["retrieve"] = (long)spec.Memory.Retrieve,
            ["write"] = spec.Memory.Write,
        },
        ["security"] = new JsonObject
        {
            ["network"] = spec.Security.Network,
            ["code_execution"] = spec.Security.CodeExecution,
        },
    };

    private static JsonObject Instructions(InstructionsSpec instructions) => new()
    {
        ["planner"] = instructions.Planner,
        ["synthesis"] = new JsonObject
        {
            ["enumerated"] = instructions.Synthesis.Enumerated,
            ["best_practices"] = instructions.Synthesis.BestPractices,
            ["research"] = instructions.Synthesis.Research,
        },
        ["evaluator"] = instructions.Evaluator,
        ["revise"] = instructions.Revise,
        ["system"] = instructions.System,
    };

    private static JsonObject Rule(OperatingRule rule) => new()
    {
        [SpecKeys.Id] = rule.Id,
        ["stage"] = rule.Stage,
        ["text"] = rule.Text,
        ["directive"] = rule.Directive is { } directive ? DirectiveKinds.Write(directive) : null,
        [SpecKeys.Evidence] = rule.Evidence is { } evidence ? Evidence(evidence) : null,
    };

    private static JsonObject Evidence(RuleEvidence evidence) => new()
    {
        ["pattern"] = evidence.Pattern,
        ["runs"] = Texts(evidence.Runs),
        ["gate"] = evidence.Gate,
        ["predicted"] = new JsonObject { ["fixes"] = Texts(evidence.PredictedFixes), ["at_risk"] = Texts(evidence.PredictedAtRisk) },
        ["confidence"] = evidence.Confidence,
        ["added_in"] = (long?)evidence.AddedIn,
        ["retire_when"] = evidence.RetireWhen,
    };

    private static JsonObject Tool(ToolSpec tool) => new()
    {
        [SpecKeys.Name] = tool.Name,
        ["description"] = tool.Description,
        ["parameters"] = JsonNode.Parse(tool.Parameters),
        ["limits"] = new JsonObject { ["calls"] = (long)tool.Calls, ["timeout_s"] = tool.TimeoutSeconds },
        ["retry"] = new JsonObject { ["attempts"] = (long)tool.Attempts },
    };

    private static JsonObject Verify(VerifySpec verify) => new()
    {
        ["threshold"] = verify.Threshold,
        ["max_rounds"] = (long)verify.MaxRounds,
        ["weights"] = new JsonObject([.. verify.Weights.Select(weight => KeyValuePair.Create(weight.Key, (JsonNode?)weight.Value))]),
        ["evaluators"] = Texts(verify.Evaluators),
        ["panel"] = new JsonArray([.. verify.Panel.Select(persona => new JsonObject { [SpecKeys.Name] = persona.Name, ["focus"] = persona.Focus })]),
    };

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);
}
