using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flywheel.Tracing.Records;

/// <summary>
/// What one run was and came to: a line of <c>runs.jsonl</c>, schema 1. Names in JSON are these in snake_case. Durations in seconds (<c>_s</c>)
/// or milliseconds (<c>ms</c>), scores 0–10, rewards 0–1, money in USD. Immutable and thread-safe.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The version of this shape.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Unique; imported ids are kept as they were.</summary>
    public required string RunId { get; init; }

    /// <summary>The session the run belongs to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? SessionId { get; init; }

    /// <summary>The run that started this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? ParentRunId { get; init; }

    /// <summary>A tag for experiments.</summary>
    public string? ExperimentId { get; init; }

    /// <summary>The start.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The end.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who started it.</summary>
    public string? Actor { get; init; }

    /// <summary><c>production</c>, <c>staging</c>, <c>canary</c> or <c>trial</c>.</summary>
    public string Channel { get; init; } = "production";

    /// <summary>The suite of a trial.</summary>
    public string? Suite { get; init; }

    /// <summary>The split of a trial.</summary>
    public string? Split { get; init; }

    /// <summary>The task of a trial.</summary>
    public string? TaskId { get; init; }

    /// <summary>The number of a trial.</summary>
    public int? Trial { get; init; }

    /// <summary><c>baseline</c> or <c>candidate</c>.</summary>
    public string? Arm { get; init; }

    /// <summary>The gate of a trial.</summary>
    public string? GateId { get; init; }

    /// <summary>The campaign of a trial.</summary>
    public string? CampaignId { get; init; }

    /// <summary>The seed, where there is one.</summary>
    public long? Seed { get; init; }

    /// <summary>Environment variables and flags that changed the harness.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = Empty<string>();

    /// <summary>The task.</summary>
    public string Task { get; init; } = "";

    /// <summary><c>enumerated</c>, <c>best_practices</c>, <c>research</c>, …</summary>
    public string? TaskType { get; init; }

    /// <summary>The skills that took part.</summary>
    public IReadOnlyList<string> ActiveSkills { get; init; } = [];

    /// <summary>The rules in effect.</summary>
    public HarnessReference? Harness { get; init; }

    /// <summary>Who wrote.</summary>
    public string? ProducerModel { get; init; }

    /// <summary>Who judged.</summary>
    public string? EvaluatorModel { get; init; }

    /// <summary>Who planned.</summary>
    public string? PlannerModel { get; init; }

    /// <summary><c>PASS</c>, <c>FAIL</c>, <c>ERROR</c>; null for an ingested trace without a label.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Final { get; init; }

    /// <summary>False when verification was turned off.</summary>
    public bool Verified { get; init; } = true;

    /// <summary>Whether the model cut the delivered text.</summary>
    public bool Truncated { get; init; }

    /// <summary>What went wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public RunError? Error { get; init; }

    /// <summary>Wall-clock seconds.</summary>
    public double? RunDurationS { get; init; }

    /// <summary>The same under its older name.</summary>
    public double? RuntimeS { get; init; }

    /// <summary>Labels known when the record was written; later ones are in their own log.</summary>
    public IReadOnlyDictionary<string, JsonElement> Labels { get; init; } = Empty<JsonElement>();

    /// <summary>Per rule: <c>obeyed</c>, <c>violated</c>, <c>skipped</c> or <c>not_applicable</c>.</summary>
    public IReadOnlyDictionary<string, string> RuleResults { get; init; } = Empty<string>();

    /// <summary>0–1, or null.</summary>
    public double? Reward { get; init; }

    /// <summary>Why a reward is what it is.</summary>
    public string? RewardCause { get; init; }

    /// <summary>The attempt of a trial.</summary>
    public int? Attempt { get; init; }

    /// <summary>The top-level stages in order.</summary>
    public IReadOnlyList<StageTime> Stages { get; init; } = [];

    /// <summary>Tokens sent to models.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens received from models.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Model use per stage.</summary>
    public IReadOnlyDictionary<string, StageUsage> TokensByStage { get; init; } = Empty<StageUsage>();

    /// <summary>Metered cost, or null when no model has a price.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? CostUsd { get; init; }

    /// <summary>The plan, as the planner gave it.</summary>
    public JsonElement? Plan { get; init; }

    /// <summary>Searches and tool calls.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Search rounds whose batch was kept.</summary>
    public int SearchRounds { get; init; }

    /// <summary>One per search round, a dropped batch included.</summary>
    public IReadOnlyList<double?> NoveltyScores { get; init; } = [];

    /// <summary>Memories shown.</summary>
    public int MemoryHits { get; init; }

    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> MemoryIds { get; init; } = [];

    /// <summary>Where the steps are, relative to the workspace.</summary>
    public string? StepsPath { get; init; }

    /// <summary>How many steps there are.</summary>
    public int Steps { get; init; }

    /// <summary>Evaluate rounds.</summary>
    public int WiggumRounds { get; init; }

    /// <summary>Score per round; null where the evaluation could not be read.</summary>
    public IReadOnlyList<double?> WiggumScores { get; init; } = [];

    /// <summary>Score per dimension and round.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double?>> WiggumDimensions { get; init; } = Empty<IReadOnlyList<double?>>();

    /// <summary>The first round's score.</summary>
    public double? WiggumR1Score { get; init; }

    /// <summary>The round whose text was delivered, from 1.</summary>
    public int? SelectedRound { get; init; }

    /// <summary>The delivered round's score.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? FinalScore { get; init; }

    /// <summary>What the evaluators said, per round.</summary>
    public IReadOnlyList<RoundFeedback> WiggumFeedback { get; init; } = [];

    /// <summary>What the panel said.</summary>
    public IReadOnlyList<PanelReview> PanelReviews { get; init; } = [];

    /// <summary>Criteria of the task.</summary>
    public IReadOnlyDictionary<string, bool> CriteriaResults { get; init; } = Empty<bool>();

    /// <summary>Share of criteria that hold.</summary>
    public double? CriteriaRate { get; init; }

    /// <summary>Every round's text, whole, as blobs.</summary>
    public IReadOnlyList<Draft> Drafts { get; init; } = [];

    /// <summary>The delivered file, relative to the workspace or absolute.</summary>
    public string? OutputPath { get; init; }

    /// <summary>The delivered text as a blob (redacted).</summary>
    public string? OutputBlob { get; init; }

    /// <summary>Bytes of the delivered file.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>Lines of the delivered file.</summary>
    public int? OutputLines { get; init; }

    /// <summary>The trace file, relative to the workspace.</summary>
    public string? TracePath { get; init; }

    /// <summary>Human hours the task would have taken.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? TacHours { get; init; }

    /// <summary><c>flag</c>, <c>env</c>, <c>task</c> or <c>estimate</c>.</summary>
    public string? TacSource { get; init; }

    /// <summary>Value of the run; see <see cref="Records.Leverage"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Leverage { get; init; }

    /// <summary><c>tac</c> or <c>proxy</c>; the two are never compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? LeverageKind { get; init; }

    /// <summary>Fields of other tools and later versions, kept.</summary>
    [JsonIgnore]
    public IDictionary<string, JsonElement>? Other { get => Extension; init => Extension = value; }

    [JsonInclude]
    [JsonExtensionData]
    internal IDictionary<string, JsonElement>? Extension { get; set; } // the serializer can not bind an init-only property

    private static Dictionary<string, T> Empty<T>() => new(StringComparer.Ordinal);
}

/// <summary>Which harness ran.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The registry's number, or null for a working copy.</param>
/// <param name="Hash">SHA-256 of the canonical explicit keys.</param>
/// <param name="EffectiveHash">SHA-256 with defaults and overrides applied.</param>
public sealed record HarnessReference(string Name, int? Version, string? Hash, string? EffectiveHash);

/// <summary>What went wrong.</summary>
/// <param name="Type">For example <c>ProcessDied</c>, <c>Cancelled</c>, <c>BudgetExhausted</c>, or an exception's name.</param>
/// <param name="Stage">The stage it happened in, or null.</param>
/// <param name="Message">For a person.</param>
public sealed record RunError(string Type, string? Stage, string Message);

/// <summary>When a stage ran.</summary>
/// <param name="Name">The stage.</param>
/// <param name="StartMs">Milliseconds after the run's start.</param>
/// <param name="Ms">Milliseconds it took.</param>
public sealed record StageTime(string Name, double StartMs, double Ms);

/// <summary>Model use of a stage.</summary>
/// <param name="Input">Tokens sent.</param>
/// <param name="Output">Tokens received.</param>
/// <param name="Calls">Model calls.</param>
/// <param name="Ms">Model time, milliseconds.</param>
public sealed record StageUsage(long Input, long Output, int Calls, double Ms)
{
    /// <summary>Fields of other tools, kept.</summary>
    [JsonIgnore]
    public IDictionary<string, JsonElement>? Other { get => Extension; init => Extension = value; }

    [JsonInclude]
    [JsonExtensionData]
    internal IDictionary<string, JsonElement>? Extension { get; set; } // the serializer can not bind an init-only property
}

/// <summary>A search or tool call.</summary>
public sealed record ToolCall
{
    /// <summary>Order within the run, from 1.</summary>
    public int Seq { get; init; }

    /// <summary>The stage.</summary>
    public string? Stage { get; init; }

    /// <summary>The tool, for example <c>search</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The query or arguments, shortened.</summary>
    public string? Query { get; init; }

    /// <summary>Where the results are from.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Characters of the result.</summary>
    public int ResultChars { get; init; }

    /// <summary>Novelty of the batch, 0–10.</summary>
    public double? NoveltyScore { get; init; }

    /// <summary>Whether the batch was kept.</summary>
    public bool? Kept { get; init; }

    /// <summary>Milliseconds.</summary>
    public double Ms { get; init; }

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Fields of other tools, kept.</summary>
    [JsonIgnore]
    public IDictionary<string, JsonElement>? Other { get => Extension; init => Extension = value; }

    [JsonInclude]
    [JsonExtensionData]
    internal IDictionary<string, JsonElement>? Extension { get; set; } // the serializer can not bind an init-only property
}

/// <summary>What an evaluator said of a round.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Evaluator"><c>measured</c> or a model.</param>
/// <param name="Issues">What it found.</param>
/// <param name="Feedback">Its advice; for an unscored round why it has no score.</param>
public sealed record RoundFeedback(int Round, string Evaluator, IReadOnlyList<string> Issues, string Feedback);

/// <summary>A persona's review.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Persona">Who.</param>
/// <param name="Score">0–10, or null when the answer could not be read.</param>
/// <param name="Issues">What it found.</param>
/// <param name="Strengths">What it liked.</param>
public sealed record PanelReview(int Round, string Persona, double? Score, IReadOnlyList<string> Issues, IReadOnlyList<string> Strengths);

/// <summary>The text of a round.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Blob">The blob.</param>
/// <param name="Chars">Characters of the raw text.</param>
public sealed record Draft(int Round, string Blob, int Chars);
