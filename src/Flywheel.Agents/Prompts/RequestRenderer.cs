using System.Globalization;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Assembly;
using Flywheel.Harness.Specs;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Prompts;

/// <summary>
/// The words in which a language model reads a request: a system message with the stage's instructions and rules, a user message with the task and the
/// material as named blocks. Material from outside is marked as data. Deterministic; thread-safe.
/// </summary>
public static class RequestRenderer
{
    /// <summary>Renders a request as chat messages.</summary>
    public static IReadOnlyList<ChatMessage> Render(AgentRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (system, user) = request switch
        {
            PriorKnowledgeRequest prior => Prior(prior),
            PlanRequest plan => Plan(plan),
            QueryRequest query => Query(query),
            CompressRequest compress => Compress(compress),
            SynthesisRequest synthesis => Synthesis(synthesis),
            EvaluateRequest evaluate => Evaluate(evaluate),
            ReviseRequest revise => Revise(revise),
            PanelRequest panel => Panel(panel),
            MemoryRequest memory => Memory(memory),
            _ => throw new ArgumentException($"There is no wording for {request.GetType().Name}.", nameof(request)),
        };
        return [new ChatMessage(ChatRole.System, system), new ChatMessage(ChatRole.User, user.ToString())];
    }

    private static (string System, PromptText User) Prior(PriorKnowledgeRequest request) => (
        Instructions(request.Harness, StageSurface.Planner),
        new PromptText()
            .Block("task", request.Task)
            .Block("memory", request.Memory)
            .Line("Before planning, say what is known and what is missing. Answer with one JSON object: {\"known_facts\": [2-5 sentences], \"gaps\": [2-4 things to find out, or none]}."));

    private static (string System, PromptText User) Plan(PlanRequest request) => (
        Instructions(request.Harness, StageSurface.Planner),
        new PromptText()
            .Block("task", request.Task)
            .Block("memory", request.Memory)
            .List("known facts (not verified)", request.KnownFacts)
            .List("gaps", request.Gaps)
            .Line("""
                Answer with one JSON object:
                {"task_type": "enumerated" | "best_practices" | "research", "complexity": "low" | "medium" | "high", "expected_sections": number or null,
                "search_queries": [exactly 2 complementary queries], "prior_work_summary": "one sentence from memory, or empty", "notes": "one actionable sentence for the writer",
                "subtasks": [2-3 self-contained research directives, only when the task spans several domains]}.
                """));

    private static (string System, PromptText User) Query(QueryRequest request) => (
        Instructions(request.Harness, StageSurface.Research, "You search a knowledge base. Ask for what is still missing."),
        new PromptText()
            .Block("task", request.Task)
            .Block("knowledge so far", request.Knowledge)
            .List("queries already asked", request.Asked)
            .Line("Answer with ONE further search query on a single line, nothing else. Answer with an empty line when nothing is missing."));

    private static (string System, PromptText User) Compress(CompressRequest request) => (
        Instructions(request.Harness, StageSurface.Research, "You keep the notes of a research task short and complete."),
        new PromptText()
            .Block("task", request.Task)
            .Block("notes so far", request.Knowledge)
            .Sources(request.Batch, 0)
            .Line($"Merge the new sources into the notes: 5-8 bullets, at most {request.MaxChars.ToString(CultureInfo.InvariantCulture)} characters. Answer with the bullets alone."));

    private static (string System, PromptText User) Synthesis(SynthesisRequest request)
    {
        var user = new PromptText().Block("task", request.Task).Sources(request.Evidence, 0);
        foreach (var block in request.Context)
            user.Block(block.Name, block.Text);
        if (request.ExpectedSections is { } count)
            user.Line($"Write exactly {count.ToString(CultureInfo.InvariantCulture)} numbered `## ` sections, one per item; introduction and sources do not count.");
        if (request.CountRetry)
            user.Line("Your previous answer had the wrong number of `## ` sections. Count them before you answer.");
        user.Line("Answer with the Markdown document alone: `# Title`, a short lead, `## ` sections. Cite every claim with the number of its source, like [3]. Do not write a list of sources: it is added for you.");
        return (Instructions(request.Harness, SurfaceOf(request.TaskType)), user);
    }

    private static (string System, PromptText User) Evaluate(EvaluateRequest request)
    {
        var dimensions = string.Join(", ", request.Harness.Verify.Weights.Keys.Select(static name => $"\"{name}\": 0-10"));
        var user = new PromptText()
            .Block("task", request.Task)
            .Block("draft", request.Draft)
            .Sources(request.Evidence, 400)
            .List("measured scores", [.. request.Measured.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value:0.0}"))])
            .List("measured problems", request.MeasuredIssues)
            .Line($"Judge the draft. Answer with one JSON object: {{{dimensions}, \"issues\": [specific problems, each naming its place], \"feedback\": \"advice to the writer\", \"tac_hours\": hours an expert would need for a perfect version}}.");
        if (request.SecondTry)
            user.Line("Your previous answer could not be read. Answer with the JSON object alone: no prose, no code fence, numbers as numbers from 0 to 10.");
        return (Instructions(request.Harness, StageSurface.Evaluator), user);
    }

    private static (string System, PromptText User) Revise(ReviseRequest request)
    {
        var user = new PromptText()
            .Block("task", request.Task)
            .Block("draft", request.Draft)
            .List("problems to solve", request.Issues)
            .Block("advice", request.Feedback)
            .Sources(request.Evidence, 0);
        if (request.ExpectedSections is { } count)
            user.Line($"Keep exactly {count.ToString(CultureInfo.InvariantCulture)} numbered `## ` sections.");
        user.Line("Answer with the whole revised Markdown document alone. Keep what is good; keep the source numbers. Do not write a list of sources.");
        return (Instructions(request.Harness, StageSurface.Revise), user);
    }

    private static (string System, PromptText User) Panel(PanelRequest request) => (
        Instructions(request.Harness, StageSurface.Evaluator, $"You review this document as the {request.Persona.Name}: {request.Persona.Focus}."),
        new PromptText()
            .Block("task", request.Task)
            .Block("draft", request.Draft)
            .Line("Answer with one JSON object: {\"score\": 0-10, \"issues\": [specific problems], \"strengths\": [what is good]}."));

    private static (string System, PromptText User) Memory(MemoryRequest request) => (
        "You condense finished work so that it can be found and used again.",
        new PromptText()
            .Block("task", request.Task)
            .Block("document", request.Output)
            .List("queries", request.Queries)
            .Line("Answer with one JSON object: {\"title\": \"at most 80 characters\", \"narrative\": \"2-3 sentences\", \"facts\": [3-5 sentences], \"tags\": [3-6 words]}."));

    /// <summary>The stage's instruction and rules, after the role of this call where it has one of its own.</summary>
    private static string Instructions(HarnessSpec harness, StageSurface surface, string role = "") =>
        $"{role}\n\n{RuleAssembly.Assemble(harness, surface).Text}".Trim();

    private static StageSurface SurfaceOf(TaskType type) => type switch
    {
        TaskType.Enumerated => StageSurface.SynthesisEnumerated,
        TaskType.BestPractices => StageSurface.SynthesisBestPractices,
        _ => StageSurface.SynthesisResearch,
    };
}
