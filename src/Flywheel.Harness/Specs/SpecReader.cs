using System.Text.Json.Nodes;
using Flywheel.Harness.Directives;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Specs;

/// <summary>Turns the explicit keys of a valid harness file into a spec with defaults applied. Thread-safe.</summary>
internal static class SpecReader
{
    /// <summary>Reads keys that the key table has accepted.</summary>
    public static HarnessSpec Read(JsonObject json)
    {
        var keys = new SpecFields(json);
        var defaults = new HarnessSpec { Name = "" };
        return new HarnessSpec
        {
            Name = keys.Text(SpecKeys.Harness, ""),
            Kind = EnumNames.Parse<HarnessKind>(keys.Text("kind", EnumNames.Name(defaults.Kind))),
            Extends = keys.OptionalText(SpecKeys.Extends),
            Description = keys.Text("description", defaults.Description),
            Sampling = Sampling(keys.Map("sampling"), defaults.Sampling),
            Output = Output(keys.Map("output"), defaults.Output),
            Mcp = keys.Texts("mcp"),
            Models = Models(keys.Map("models"), defaults.Models),
            Instructions = Instructions(keys.Map("instructions")),
            Rules = [.. keys.Maps(SpecKeys.Rules).Select(Rule)],
            Tools = [.. keys.Maps(SpecKeys.Tools).Select(Tool)],
            Routing = Routing(keys.Map("routing"), defaults.Routing),
            Retry = Retry(keys.Map("retry"), defaults.Retry),
            Research = Research(keys.Map("research"), defaults.Research),
            Verify = Verify(keys.Map("verify"), defaults.Verify),
            Budgets = Budgets(keys.Map("budgets"), defaults.Budgets),
            Memory = Memory(keys.Map("memory"), defaults.Memory),
            Security = Security(keys.Map("security"), defaults.Security),
        };
    }

    private static SamplingSpec Sampling(SpecFields keys, SamplingSpec defaults) => new()
    {
        Temperature = keys.Number("temperature", defaults.Temperature),
        Seed = keys.OptionalWhole("seed", defaults.Seed),
        MaxTokens = keys.Whole("max_tokens", defaults.MaxTokens),
    };

    private static OutputSpec Output(SpecFields keys, OutputSpec defaults) => new()
    {
        Format = keys.Text("format", defaults.Format),
        Schema = keys.JsonText("schema") ?? defaults.Schema,
        MaxWords = (int?)keys.OptionalWhole("max_words", defaults.MaxWords),
        Language = keys.Text("language", defaults.Language),
    };

    private static ModelsSpec Models(SpecFields keys, ModelsSpec defaults) => new()
    {
        Producer = keys.Text("producer", defaults.Producer),
        Evaluator = keys.Text("evaluator", defaults.Evaluator),
        Planner = keys.Text("planner", defaults.Planner),
    };

    private static InstructionsSpec Instructions(SpecFields keys)
    {
        var synthesis = keys.Map("synthesis");
        return new InstructionsSpec
        {
            Planner = keys.Text("planner", ""),
            Synthesis = new SynthesisInstructions
            {
                Enumerated = synthesis.Text("enumerated", ""),
                BestPractices = synthesis.Text("best_practices", ""),
                Research = synthesis.Text("research", ""),
            },
            Evaluator = keys.Text("evaluator", ""),
            Revise = keys.Text("revise", ""),
            System = keys.Text("system", ""),
        };
    }

    private static OperatingRule Rule(SpecFields keys) => new()
    {
        Id = keys.Text(SpecKeys.Id, ""),
        Stage = keys.Text("stage", ""),
        Text = keys.Text("text", ""),
        Directive = keys.Node("directive") is JsonObject directive ? DirectiveKinds.Read(directive) : null,
        Evidence = keys.Node(SpecKeys.Evidence) is JsonObject evidence ? Evidence(new SpecFields(evidence)) : null,
    };

    /// <summary>The evidence block of a rule.</summary>
    public static RuleEvidence Evidence(SpecFields keys) => new()
    {
        Pattern = keys.Text("pattern", ""),
        Runs = keys.Texts("runs"),
        Gate = keys.OptionalText("gate"),
        PredictedFixes = keys.Map("predicted").Texts("fixes"),
        PredictedAtRisk = keys.Map("predicted").Texts("at_risk"),
        Confidence = keys.OptionalNumber("confidence", null),
        AddedIn = (int?)keys.OptionalWhole("added_in", null),
        RetireWhen = keys.Text("retire_when", ""),
    };

    private static ToolSpec Tool(SpecFields keys)
    {
        var defaults = new ToolSpec { Name = "" };
        var limits = keys.Map("limits");
        return new ToolSpec
        {
            Name = keys.Text(SpecKeys.Name, ""),
            Description = keys.Text("description", defaults.Description),
            Parameters = keys.JsonText("parameters") ?? defaults.Parameters,
            Calls = limits.Whole("calls", defaults.Calls),
            TimeoutSeconds = limits.Number("timeout_s", defaults.TimeoutSeconds),
            Attempts = keys.Map("retry").Whole("attempts", defaults.Attempts),
        };
    }

    private static RoutingSpec Routing(SpecFields keys, RoutingSpec defaults) => new()
    {
        Skills = keys.Text("skills", defaults.Skills),
        Panel = keys.Text("panel", defaults.Panel),
        Agents = [.. keys.Maps("agents").Select(route => new AgentRoute(route.Text("when", ""), route.Text("to", "")))],
    };

    private static RetrySpec Retry(SpecFields keys, RetrySpec defaults) => new()
    {
        Attempts = keys.Whole("attempts", defaults.Attempts),
        BackoffSeconds = keys.Number("backoff_s", defaults.BackoffSeconds),
        Fallback = keys.Texts("fallback"),
    };

    private static ResearchSpec Research(SpecFields keys, ResearchSpec defaults) => new()
    {
        MinRounds = keys.Whole("min_rounds", defaults.MinRounds),
        MaxRounds = keys.Whole("max_rounds", defaults.MaxRounds),
        Results = keys.Whole("results", defaults.Results),
        NoveltyThreshold = keys.Number("novelty_threshold", defaults.NoveltyThreshold),
        QualityFloorChars = keys.Whole("quality_floor_chars", defaults.QualityFloorChars),
    };

    private static VerifySpec Verify(SpecFields keys, VerifySpec defaults)
    {
        var weights = keys.Map("weights");
        return new VerifySpec
        {
            Threshold = keys.Number("threshold", defaults.Threshold),
            MaxRounds = keys.Whole("max_rounds", defaults.MaxRounds),
            Weights = defaults.Weights.ToDictionary(weight => weight.Key, weight => weights.Number(weight.Key, weight.Value), StringComparer.Ordinal),
            Evaluators = keys.Texts("evaluators"),
            Panel = [.. keys.Maps("panel").Select(persona => new PersonaSpec(persona.Text(SpecKeys.Name, ""), persona.Text("focus", "")))],
        };
    }

    private static BudgetsSpec Budgets(SpecFields keys, BudgetsSpec defaults) => new()
    {
        WallSeconds = keys.OptionalNumber("wall_s", defaults.WallSeconds),
        InputTokens = keys.OptionalWhole("input_tokens", defaults.InputTokens),
        ToolCalls = (int?)keys.OptionalWhole("tool_calls", defaults.ToolCalls),
        CostUsd = keys.OptionalNumber("cost_usd", defaults.CostUsd),
    };

    private static MemorySpec Memory(SpecFields keys, MemorySpec defaults) => new()
    {
        Retrieve = keys.Whole("retrieve", defaults.Retrieve),
        Write = keys.Flag("write", defaults.Write),
    };

    private static SecuritySpec Security(SpecFields keys, SecuritySpec defaults) => new()
    {
        Network = keys.Text("network", defaults.Network),
        CodeExecution = keys.Text("code_execution", defaults.CodeExecution),
    };
}
