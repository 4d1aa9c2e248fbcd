using Flywheel.Harness.Directives;

namespace Flywheel.Harness.Specs;

/// <summary>
/// Everything around the model, as one immutable value: instructions, operating rules, tools, routing, retries, verification, budgets.
/// Every property holds its effective value (defaults applied). Thread-safe.
/// </summary>
public sealed record HarnessSpec
{
    /// <summary>The harness's name, for example <c>research</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>research</c> (the pipeline) or <c>tools</c> (a multi-turn tool-calling agent).</summary>
    public HarnessKind Kind { get; init; } = HarnessKind.Research;

    /// <summary>The parent, <c>name@version</c>, or null.</summary>
    public string? Extends { get; init; }

    /// <summary>What this harness is for; not part of its identity.</summary>
    public string Description { get; init; } = "";

    /// <summary>How the producer samples.</summary>
    public SamplingSpec Sampling { get; init; } = new();

    /// <summary>What the delivered document looks like.</summary>
    public OutputSpec Output { get; init; } = new();

    /// <summary>MCP servers whose tools may be used.</summary>
    public IReadOnlyList<string> Mcp { get; init; } = [];

    /// <summary>The three model roles.</summary>
    public ModelsSpec Models { get; init; } = new();

    /// <summary>The instruction texts of each stage.</summary>
    public InstructionsSpec Instructions { get; init; } = new();

    /// <summary>The operating rules, in file order.</summary>
    public IReadOnlyList<OperatingRule> Rules { get; init; } = [];

    /// <summary>The tools a model may call.</summary>
    public IReadOnlyList<ToolSpec> Tools { get; init; } = [];

    /// <summary>When skills, the panel and other harnesses take part.</summary>
    public RoutingSpec Routing { get; init; } = new();

    /// <summary>How failed model calls are repeated.</summary>
    public RetrySpec Retry { get; init; } = new();

    /// <summary>The research loop's limits.</summary>
    public ResearchSpec Research { get; init; } = new();

    /// <summary>The verification loop's rubric and limits.</summary>
    public VerifySpec Verify { get; init; } = new();

    /// <summary>The limits at which a run stops.</summary>
    public BudgetsSpec Budgets { get; init; } = new();

    /// <summary>How much is remembered.</summary>
    public MemorySpec Memory { get; init; } = new();

    /// <summary>The security policy.</summary>
    public SecuritySpec Security { get; init; } = new();
}

/// <summary>Which agent a harness configures.</summary>
public enum HarnessKind
{
    /// <summary>The research pipeline.</summary>
    Research,

    /// <summary>A multi-turn tool-calling agent.</summary>
    Tools,
}

/// <summary>How the producer samples.</summary>
public sealed record SamplingSpec
{
    /// <summary>0 to 2.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>A fixed seed within ±(2⁵³ − 1), or null.</summary>
    public long? Seed { get; init; }

    /// <summary>Most output tokens per call.</summary>
    public int MaxTokens { get; init; } = 8192;
}

/// <summary>What the delivered document looks like.</summary>
public sealed record OutputSpec
{
    /// <summary><c>markdown</c> or <c>json</c>.</summary>
    public string Format { get; init; } = "markdown";

    /// <summary>A JSON Schema (as JSON text) the output must satisfy, or null.</summary>
    public string? Schema { get; init; }

    /// <summary>Most words, or null.</summary>
    public int? MaxWords { get; init; }

    /// <summary>The language code of the output.</summary>
    public string Language { get; init; } = "en";
}

/// <summary>The three model roles: <c>provider:model</c>, an alias, or <c>embedded</c>.</summary>
public sealed record ModelsSpec
{
    /// <summary>Writes and revises.</summary>
    public string Producer { get; init; } = "embedded";

    /// <summary>Judges.</summary>
    public string Evaluator { get; init; } = "embedded";

    /// <summary>Plans, asks follow-up queries and compresses.</summary>
    public string Planner { get; init; } = "embedded";
}

/// <summary>The instruction texts of each stage; empty means the built-in wording.</summary>
public sealed record InstructionsSpec
{
    /// <summary>For the planner.</summary>
    public string Planner { get; init; } = "";

    /// <summary>For the synthesizer, by task type.</summary>
    public SynthesisInstructions Synthesis { get; init; } = new();

    /// <summary>For the evaluator.</summary>
    public string Evaluator { get; init; } = "";

    /// <summary>For the reviser.</summary>
    public string Revise { get; init; } = "";

    /// <summary>For harnesses of kind <c>tools</c>: the system message.</summary>
    public string System { get; init; } = "";
}

/// <summary>The synthesis instruction of each task type: three separate surfaces.</summary>
public sealed record SynthesisInstructions
{
    /// <summary>For "top N" tasks.</summary>
    public string Enumerated { get; init; } = "";

    /// <summary>For "best practices" and "how to" tasks.</summary>
    public string BestPractices { get; init; } = "";

    /// <summary>For everything else.</summary>
    public string Research { get; init; } = "";
}

/// <summary>An operating rule: the smallest unit of a harness that is proposed, tested, kept and retired.</summary>
public sealed record OperatingRule
{
    /// <summary>Unique within the harness; lower-case letters, digits and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>The stage it belongs to, one of <see cref="RuleStages"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>The sentence a language model reads.</summary>
    public required string Text { get; init; }

    /// <summary>What the deterministic checks and <c>embedded</c> obey, or null.</summary>
    public Directive? Directive { get; init; }

    /// <summary>Where the rule comes from, or null; not part of the harness's identity.</summary>
    public RuleEvidence? Evidence { get; init; }
}

/// <summary>Why a rule exists and what was expected of it.</summary>
public sealed record RuleEvidence
{
    /// <summary>The failure pattern it answers; empty when none is named.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Runs that showed the pattern.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>The gate that accepted it, or null.</summary>
    public string? Gate { get; init; }

    /// <summary>Tasks it was predicted to fix.</summary>
    public IReadOnlyList<string> PredictedFixes { get; init; } = [];

    /// <summary>Tasks it was predicted to put at risk.</summary>
    public IReadOnlyList<string> PredictedAtRisk { get; init; } = [];

    /// <summary>0 to 1, or null.</summary>
    public double? Confidence { get; init; }

    /// <summary>The version that added it, or null.</summary>
    public int? AddedIn { get; init; }

    /// <summary>When it should go: a date, <c>version N</c>, <c>unused N</c>, or words for a person; empty when never.</summary>
    public string RetireWhen { get; init; } = "";
}

/// <summary>A tool a model may call.</summary>
public sealed record ToolSpec
{
    /// <summary>The function name.</summary>
    public required string Name { get; init; }

    /// <summary>What the model is told.</summary>
    public string Description { get; init; } = "";

    /// <summary>JSON Schema of the arguments, as JSON text; empty object when none.</summary>
    public string Parameters { get; init; } = "{}";

    /// <summary>Most calls per run.</summary>
    public int Calls { get; init; } = 20;

    /// <summary>Seconds a call may take.</summary>
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>Attempts per call.</summary>
    public int Attempts { get; init; } = 2;
}

/// <summary>When skills, the panel and other harnesses take part.</summary>
public sealed record RoutingSpec
{
    /// <summary><c>auto</c> (triggers apply) or <c>explicit</c>.</summary>
    public string Skills { get; init; } = "auto";

    /// <summary><c>when_complex</c>, <c>always</c> or <c>never</c>.</summary>
    public string Panel { get; init; } = "when_complex";

    /// <summary>Hand-overs to other harnesses.</summary>
    public IReadOnlyList<AgentRoute> Agents { get; init; } = [];
}

/// <summary>A hand-over to another harness.</summary>
/// <param name="When">The condition, in words.</param>
/// <param name="To"><c>name@version</c>.</param>
public sealed record AgentRoute(string When, string To);

/// <summary>How failed model calls are repeated.</summary>
public sealed record RetrySpec
{
    /// <summary>Attempts per call, the first included; 1 to 10.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Seconds before the second attempt; doubles, with jitter.</summary>
    public double BackoffSeconds { get; init; } = 1;

    /// <summary>Models to fall back to, in order.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [];
}

/// <summary>The research loop's limits.</summary>
public sealed record ResearchSpec
{
    /// <summary>Rounds before the novelty gate may stop the loop.</summary>
    public int MinRounds { get; init; } = 2;

    /// <summary>Most rounds.</summary>
    public int MaxRounds { get; init; } = 5;

    /// <summary>Results asked of a search.</summary>
    public int Results { get; init; } = 5;

    /// <summary>A batch below this novelty (0–10) ends the loop.</summary>
    public double NoveltyThreshold { get; init; } = 3;

    /// <summary>Fewer characters than this trigger one fallback search.</summary>
    public int QualityFloorChars { get; init; } = 1800;
}

/// <summary>The verification loop's rubric and limits.</summary>
public sealed record VerifySpec
{
    /// <summary>Score (0–10) at which a round passes.</summary>
    public double Threshold { get; init; } = 8.0;

    /// <summary>Most evaluate rounds, at least 1.</summary>
    public int MaxRounds { get; init; } = 3;

    /// <summary>Weight of each dimension; used relative to their sum.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = DefaultWeights;

    /// <summary>Evaluator models to choose from; empty: the evaluator role.</summary>
    public IReadOnlyList<string> Evaluators { get; init; } = [];

    /// <summary>Personas of the panel; empty: the built-in three.</summary>
    public IReadOnlyList<PersonaSpec> Panel { get; init; } = [];

    /// <summary>The built-in rubric weights.</summary>
    public static IReadOnlyDictionary<string, double> DefaultWeights { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["relevance"] = 0.20,
        ["completeness"] = 0.20,
        ["depth"] = 0.25,
        ["groundedness"] = 0.15,
        ["specificity"] = 0.10,
        ["structure"] = 0.10,
    };
}

/// <summary>A reviewer of the panel.</summary>
/// <param name="Name">For example <c>Domain Practitioner</c>.</param>
/// <param name="Focus">What this reviewer looks at.</param>
public sealed record PersonaSpec(string Name, string Focus);

/// <summary>The limits at which a run stops with what exists delivered; null means no limit.</summary>
public sealed record BudgetsSpec
{
    /// <summary>Wall-clock seconds.</summary>
    public double? WallSeconds { get; init; } = 900;

    /// <summary>Input tokens over all calls.</summary>
    public long? InputTokens { get; init; } = 200_000;

    /// <summary>Tool calls, searches included.</summary>
    public int? ToolCalls { get; init; } = 60;

    /// <summary>Money, in USD.</summary>
    public double? CostUsd { get; init; } = 1.0;
}

/// <summary>How much is remembered.</summary>
public sealed record MemorySpec
{
    /// <summary>Memories shown to the planner and the synthesizer; 0 turns retrieval off.</summary>
    public int Retrieve { get; init; } = 4;

    /// <summary>Whether a finished run leaves a memory.</summary>
    public bool Write { get; init; } = true;
}

/// <summary>The security policy.</summary>
public sealed record SecuritySpec
{
    /// <summary><c>deny_private</c>, <c>deny_all</c> or <c>allow_all</c>.</summary>
    public string Network { get; init; } = "deny_private";

    /// <summary><c>sandbox</c> or <c>off</c>.</summary>
    public string CodeExecution { get; init; } = "sandbox";
}
