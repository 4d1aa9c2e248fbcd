using Flywheel.Harness.Directives;
using Flywheel.Harness.Keys;

namespace Flywheel.Harness.Specs;

/// <summary>The key table: every key of a harness file with its type, range and meaning. Thread-safe.</summary>
internal static class SpecKeys
{
    public const string Harness = "harness";
    public const string Extends = "extends";
    public const string Rules = "rules";
    public const string Tools = "tools";
    public const string Evidence = "evidence";
    public const string Id = "id";
    public const string Name = "name";

    private const long LargestExactInteger = (1L << 53) - 1;

    private static readonly TextShape Instruction = new(32_000) { MayBeEmpty = true };
    private static readonly TextShape Model = new(200) { Pattern = Patterns.Model };
    private static readonly TextShape Words = new(4_000) { MayBeEmpty = true };
    private static readonly TextShape Reference = new(200);

    /// <summary>The whole file.</summary>
    public static MapShape Root { get; } = new(
    [
        new("schema", new WholeShape(1, 1), "The version of this format."),
        new(Harness, new TextShape(64) { Pattern = Patterns.Name }, "The name. Versions are assigned by the registry.") { Required = true },
        new("kind", new TextShape(16) { Allowed = EnumNames.Of<HarnessKind>() }, "research: the pipeline; tools: a multi-turn tool-calling agent."),
        new(Extends, new TextShape(140) { Pattern = Patterns.HarnessReference, Nullable = true }, "The parent, resolved before hashing; pin it with name@version."),
        new("description", Words, "What this harness is for.") { InIdentity = false },
        new("sampling", Map(
            new("temperature", new NumberShape(0, 2), "How freely the producer samples."),
            new("seed", new WholeShape(-LargestExactInteger, LargestExactInteger) { Nullable = true }, "A fixed seed, where the provider knows one."),
            new("max_tokens", new WholeShape(1, 1_000_000), "Most output tokens per call.")), "How the producer samples."),
        new("output", Map(
            new("format", new TextShape(16) { Allowed = ["markdown", "json"] }, "The form of the delivered document."),
            new("schema", new JsonShape { Nullable = true }, "A JSON Schema the output must satisfy."),
            new("max_words", new WholeShape(1, 1_000_000) { Nullable = true }, "Most words of the body; the source list does not count."),
            new("language", new TextShape(35) { Pattern = Patterns.Language }, "The language of the output.")), "What the delivered document looks like."),
        new("mcp", new ListShape(Reference, 50), "Names of MCP servers whose tools may be used."),
        new("models", Map(
            new("producer", Model, "Writes and revises."),
            new("evaluator", Model, "Judges."),
            new("planner", Model, "Plans, asks follow-up queries and compresses.")), "The model of each role: provider:name, an alias of config.yaml, or embedded."),
        new("instructions", Map(
            new("planner", Instruction, "For the planner."),
            new("synthesis", Map(
                new("enumerated", Instruction, "For tasks that ask for a number of items."),
                new("best_practices", Instruction, "For tasks that ask how to do something."),
                new("research", Instruction, "For everything else.")), "For the writer: one text per type of task, three separate surfaces."),
            new("evaluator", Instruction, "For the judge."),
            new("revise", Instruction, "For the reviser."),
            new("system", Instruction, "The system message of a harness of kind tools.")), "The instruction texts of each stage; an empty one means the built-in wording."),
        new(Rules, new ListShape(Rule(), 500) { Identity = Id }, "Operating rules, in the order in which they are read."),
        new(Tools, new ListShape(Tool(), 200) { Identity = Name }, "The tools a model may call."),
        new("routing", Map(
            new("skills", new TextShape(16) { Allowed = ["auto", "explicit"] }, "Whether skills may start themselves."),
            new("panel", new TextShape(16) { Allowed = ["when_complex", "always", "never"] }, "When three personas review the draft."),
            new("agents", new ListShape(
                Map(
                    new("when", new TextShape(1_000), "The condition, in words.") { Required = true },
                    new("to", new TextShape(140) { Pattern = Patterns.HarnessReference }, "The harness that takes over.") { Required = true }),
                50), "Hand-overs to other harnesses.")), "When skills, the panel and other harnesses take part."),
        new("retry", Map(
            new("attempts", new WholeShape(1, 10), "Attempts per model call, the first included."),
            new("backoff_s", new NumberShape(0, 300), "Seconds before the second attempt; doubles, with jitter."),
            new("fallback", new ListShape(Model, 10), "Models to fall back to, in order.")), "How failed model calls are repeated."),
        new("research", Map(
            new("min_rounds", new WholeShape(1, 20), "Rounds before the novelty gate may stop the loop."),
            new("max_rounds", new WholeShape(1, 20), "Most rounds."),
            new("results", new WholeShape(1, 50), "Results asked of a search."),
            new("novelty_threshold", new NumberShape(-1, 10), "A batch below this novelty ends the loop; -1 never does."),
            new("quality_floor_chars", new WholeShape(0, 1_000_000), "Fewer characters than this trigger one fallback search.")), "The research loop's limits."),
        new("verify", Map(
            new("threshold", new NumberShape(0, 10), "The score at which a round passes."),
            new("max_rounds", new WholeShape(1, 20), "Most evaluation rounds."),
            new("weights", Map([.. VerifySpec.DefaultWeights.Keys.Select(Weight)]), "Weights of the rubric, used relative to their sum; a dimension that is not named keeps its default."),
            new("evaluators", new ListShape(Model, 20), "A pool of judges; empty: the evaluator role."),
            new("panel", new ListShape(
                Map(
                    new(Name, new TextShape(100), "For example Domain Practitioner.") { Required = true },
                    new("focus", new TextShape(1_000), "What this reviewer looks at.") { Required = true }),
                10) { Identity = Name }, "The personas of the panel; empty: the built-in three.")), "The verification loop."),
        new("budgets", Map(
            new("wall_s", new NumberShape(1, 604_800) { Nullable = true }, "Seconds of wall-clock time."),
            new("input_tokens", new WholeShape(1, 1_000_000_000) { Nullable = true }, "Input tokens over all calls."),
            new("tool_calls", new WholeShape(0, 100_000) { Nullable = true }, "Tool calls, searches included."),
            new("cost_usd", new NumberShape(0, 100_000) { Nullable = true }, "Money, in USD.")), "Limits at which a run stops and delivers what exists; null is no limit."),
        new("memory", Map(
            new("retrieve", new WholeShape(0, 50), "Memories shown to the planner and the writer; 0 turns retrieval off."),
            new("write", new FlagShape(), "Whether a finished run leaves a memory.")), "How much is remembered."),
        new("security", Map(
            new("network", new TextShape(16) { Allowed = ["deny_private", "deny_all", "allow_all"] }, "Which addresses may be fetched."),
            new("code_execution", new TextShape(16) { Allowed = ["sandbox", "off"] }, "Where code that a model wrote may run.")), "The security policy."),
    ]);

    private static MapShape Rule() => Map(
        new(Id, new TextShape(64) { Pattern = Patterns.Name }, "Unique in the file.") { Required = true },
        new("stage", new TextShape(16) { Allowed = RuleStages.All }, "The stage that reads it.") { Required = true },
        new("text", new TextShape(2_000), "The sentence a language model reads.") { Required = true },
        new("directive", DirectiveKinds.Shape with { Nullable = true }, "The machine-readable form that embedded and the deterministic checks obey."),
        new(Evidence, Map(
            new("pattern", new TextShape(200) { MayBeEmpty = true }, "The failure pattern it answers."),
            new("runs", new ListShape(Reference, 1_000), "Runs that showed the pattern."),
            new("gate", new TextShape(200) { Nullable = true }, "The gate that accepted it."),
            new("predicted", Map(
                new("fixes", new ListShape(Reference, 1_000), "Tasks it should fix."),
                new("at_risk", new ListShape(Reference, 1_000), "Tasks it may break.")), "What was expected."),
            new("confidence", new NumberShape(0, 1) { Nullable = true }, "How sure the author was."),
            new("added_in", new WholeShape(1, 1_000_000) { Nullable = true }, "The version that added it."),
            new("retire_when", Words, "A date (2027-01-31), 'version N', 'unused N' (runs), or words for a person.")) with { Nullable = true }, "Where the rule comes from.") { InIdentity = false });

    private static MapShape Tool() => Map(
        new(Name, new TextShape(64) { Pattern = Patterns.ToolName }, "The function name, unique in the file.") { Required = true },
        new("description", Words, "What the model is told."),
        new("parameters", new JsonShape(), "A JSON Schema of the arguments."),
        new("limits", Map(
            new("calls", new WholeShape(1, 100_000), "Most calls per run."),
            new("timeout_s", new NumberShape(0.001, 86_400), "Seconds a call may take.")), "What a run may use of it."),
        new("retry", Map(
            new KeyEntry("attempts", new WholeShape(1, 10), "Attempts per call, the first included.")), "How failed calls are repeated."));

    private static KeyEntry Weight(string dimension) => new(dimension, new NumberShape(0, 1_000), $"Weight of {dimension}.");

    private static MapShape Map(params IReadOnlyList<KeyEntry> keys) => new(keys);
}
