using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Requests;

/// <summary>
/// What the pipeline asks of a model, as data. A language model reads its rendering as messages; <c>embedded</c> reads the value itself,
/// which travels in <see cref="Microsoft.Extensions.AI.ChatOptions.AdditionalProperties"/> under <see cref="PropertyName"/>.
/// Requests are immutable and thread-safe.
/// </summary>
public abstract record AgentRequest
{
    private protected AgentRequest()
    {
    }

    /// <summary>The key of the additional property that carries the request.</summary>
    public const string PropertyName = "flywheel.request";

    /// <summary>The user's task, without skill tokens and output path.</summary>
    public required string Task { get; init; }

    /// <summary>The rules and instructions in force.</summary>
    public required HarnessSpec Harness { get; init; }
}

/// <summary>First planner pass: what is already known, what is missing. Answer: JSON <c>{known_facts: [..], gaps: [..]}</c>.</summary>
public sealed record PriorKnowledgeRequest : AgentRequest
{
    /// <summary>Memories, rendered as one block; empty when none.</summary>
    public string Memory { get; init; } = "";
}

/// <summary>
/// Second planner pass. Answer: JSON <c>{task_type, complexity, expected_sections, search_queries: [2], prior_work_summary, notes, subtasks: [..]}</c>.
/// </summary>
public sealed record PlanRequest : AgentRequest
{
    /// <summary>Memories, rendered as one block; empty when none.</summary>
    public string Memory { get; init; } = "";

    /// <summary>From the first pass.</summary>
    public IReadOnlyList<string> KnownFacts { get; init; } = [];

    /// <summary>From the first pass.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];
}

/// <summary>One more search query, not yet covered. Answer: the query as plain text, one line; empty when nothing is left to ask.</summary>
public sealed record QueryRequest : AgentRequest
{
    /// <summary>The compressed knowledge so far.</summary>
    public required string Knowledge { get; init; }

    /// <summary>Queries already asked.</summary>
    public required IReadOnlyList<string> Asked { get; init; }

    /// <summary>What was found so far.</summary>
    public required IReadOnlyList<SourcePassage> Found { get; init; }
}

/// <summary>Merges new findings into the knowledge state. Answer: 5–8 bullets, at most <see cref="MaxChars"/> characters.</summary>
public sealed record CompressRequest : AgentRequest
{
    /// <summary>The state so far.</summary>
    public required string Knowledge { get; init; }

    /// <summary>The batch to merge.</summary>
    public required IReadOnlyList<SourcePassage> Batch { get; init; }

    /// <summary>Most characters of the answer.</summary>
    public int MaxChars { get; init; } = 1500;
}

/// <summary>Writes the document. Answer: Markdown, starting with <c># Title</c>.</summary>
public sealed record SynthesisRequest : AgentRequest
{
    /// <summary>The task's type.</summary>
    public required TaskType TaskType { get; init; }

    /// <summary>Exact number of <c>##</c> content sections, or null.</summary>
    public int? ExpectedSections { get; init; }

    /// <summary>The evidence, in citation order: passage i is cited <c>[i+1]</c>.</summary>
    public required IReadOnlyList<SourcePassage> Evidence { get; init; }

    /// <summary>Planner notes, memories and skill requirements, each a named block.</summary>
    public IReadOnlyList<ContextBlock> Context { get; init; } = [];

    /// <summary>True on the second try after a wrong item count.</summary>
    public bool CountRetry { get; init; }
}

/// <summary>A named block of text in a prompt.</summary>
/// <param name="Name">For example <c>planner notes</c>.</param>
/// <param name="Text">The text.</param>
public sealed record ContextBlock(string Name, string Text);

/// <summary>
/// Judges a draft. Answer: JSON with a number 0–10 per dimension of the rubric, <c>issues</c> [..], <c>feedback</c>, <c>tac_hours</c>.
/// </summary>
public sealed record EvaluateRequest : AgentRequest
{
    /// <summary>The task's type.</summary>
    public required TaskType TaskType { get; init; }

    /// <summary>Exact number of content sections, or null.</summary>
    public int? ExpectedSections { get; init; }

    /// <summary>The whole draft.</summary>
    public required string Draft { get; init; }

    /// <summary>The evidence the draft was written from.</summary>
    public required IReadOnlyList<SourcePassage> Evidence { get; init; }

    /// <summary>The measured score of each dimension, computed before the judge is asked.</summary>
    public required IReadOnlyDictionary<string, double> Measured { get; init; }

    /// <summary>What the measures found wrong.</summary>
    public required IReadOnlyList<string> MeasuredIssues { get; init; }

    /// <summary>True when an earlier answer could not be parsed: ask for JSON only.</summary>
    public bool SecondTry { get; init; }
}

/// <summary>Rewrites a draft. Answer: the whole revised Markdown.</summary>
public sealed record ReviseRequest : AgentRequest
{
    /// <summary>The task's type.</summary>
    public required TaskType TaskType { get; init; }

    /// <summary>Exact number of content sections, or null.</summary>
    public int? ExpectedSections { get; init; }

    /// <summary>The draft to revise.</summary>
    public required string Draft { get; init; }

    /// <summary>The round being answered, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>Issues of the measures, the judge and the panel.</summary>
    public required IReadOnlyList<string> Issues { get; init; }

    /// <summary>The judge's advice; may be empty.</summary>
    public string Feedback { get; init; } = "";

    /// <summary>The evidence, in the same citation order as at synthesis.</summary>
    public required IReadOnlyList<SourcePassage> Evidence { get; init; }
}

/// <summary>One persona's review. Answer: JSON <c>{score, issues: [..], strengths: [..]}</c>.</summary>
public sealed record PanelRequest : AgentRequest
{
    /// <summary>Who reviews.</summary>
    public required PersonaSpec Persona { get; init; }

    /// <summary>The whole draft.</summary>
    public required string Draft { get; init; }

    /// <summary>The evidence the draft was written from.</summary>
    public required IReadOnlyList<SourcePassage> Evidence { get; init; }
}

/// <summary>Condenses a finished run for memory. Answer: JSON <c>{title ≤ 80 chars, narrative 2–3 sentences, facts: [3–5], tags: [..]}</c>.</summary>
public sealed record MemoryRequest : AgentRequest
{
    /// <summary>The task's type.</summary>
    public required TaskType TaskType { get; init; }

    /// <summary>The delivered document.</summary>
    public required string Output { get; init; }

    /// <summary>The queries that were searched.</summary>
    public required IReadOnlyList<string> Queries { get; init; }

    /// <summary>Score of the delivered round, or null.</summary>
    public double? Score { get; init; }
}
