using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Harness.Specs;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Planning;

/// <summary>
/// The stage <c>plan</c>: what is already known, then the plan. An answer that can not be read gives the plan that follows from the task's wording; a
/// count that the task states wins over the model's.
/// </summary>
public sealed class Planner
{
    /// <summary>The stage's name.</summary>
    public const string Stage = "plan";

    private const int MostSections = 100;
    private const int MostQueries = 4;

    private static readonly string[] AssemblyWords = ["synthesize", "assemble", "combine", "integrate", "unify", "merge", "compile", "write", "create"];

    private readonly AskedModel _model;

    /// <summary>A planner that asks this model.</summary>
    public Planner(AskedModel model) => _model = model;

    /// <summary>Plans a task.</summary>
    public async Task<Plan> PlanAsync(string task, HarnessSpec harness, string memory, RunTrace trace, CancellationToken cancellationToken)
    {
        trace.EnterStage(Stage);
        var prior = AnswerReader.FindObject((await _model.AskJsonAsync(
            new PriorKnowledgeRequest { Task = task, Harness = harness, Memory = memory },
            AnswerSchemas.PriorKnowledge, trace.Main, Stage, null, cancellationToken)).Text);
        var facts = AnswerReader.Texts(prior?["known_facts"]);
        var gaps = AnswerReader.Texts(prior?["gaps"]);
        var answer = await _model.AskJsonAsync(
            new PlanRequest { Task = task, Harness = harness, Memory = memory, KnownFacts = facts, Gaps = gaps },
            AnswerSchemas.Plan, trace.Main, Stage, null, cancellationToken);
        var plan = Read(task, answer.Text) with { KnownFacts = facts, Gaps = gaps };
        var text = Describe(plan);
        trace.Note(new RunNotes { TaskType = NameOf(plan.TaskType), Plan = text });
        trace.RecordStep(trace.Main, new StepEntry { Stage = Stage, Kind = "decision", Name = "plan", Arguments = task, Result = text.GetRawText() });
        return plan;
    }

    /// <summary>A task type as records name it.</summary>
    public static string NameOf(TaskType type) => type switch
    {
        TaskType.Enumerated => "enumerated",
        TaskType.BestPractices => "best_practices",
        _ => "research",
    };

    /// <summary>The plan in an answer, with the task's own wording where the answer says nothing.</summary>
    internal static Plan Read(string task, string answer)
    {
        var reading = TaskReading.Of(task);
        if (AnswerReader.FindObject(answer) is not { } found)
            return Default(reading) with { Fallback = "The planner's answer held no JSON object." };
        var queries = AnswerReader.Texts(found["search_queries"]).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostQueries).ToList();
        var counted = AnswerReader.Number(found["expected_sections"]) is { } number and >= 1 and <= MostSections && number == Math.Floor(number) ? (int?)number : null;
        return new Plan
        {
            TaskType = reading.ExpectedCount is null ? TypeOf(AnswerReader.Text(found["task_type"])) ?? reading.Type : reading.Type,
            Complexity = AnswerReader.Text(found["complexity"]) switch { "low" => Complexity.Low, "high" => Complexity.High, _ => Complexity.Medium },
            ExpectedSections = reading.ExpectedCount ?? counted,
            SearchQueries = queries.Count > 0 ? queries : Default(reading).SearchQueries,
            PriorWork = AnswerReader.Text(found["prior_work_summary"]) ?? "",
            Notes = AnswerReader.Text(found["notes"]) ?? "",
            Subtasks = [.. AnswerReader.Texts(found["subtasks"]).Where(static subtask => !AssemblyWords.Any(word => subtask.Contains(word, StringComparison.OrdinalIgnoreCase)))],
            Fallback = queries.Count > 0 ? null : "The planner named no search query; the task's subject is searched.",
        };
    }

    private static Plan Default(TaskReading reading) => new()
    {
        TaskType = reading.Type,
        ExpectedSections = reading.ExpectedCount,
        SearchQueries = [reading.Subject.Length > 0 ? reading.Subject : reading.Task],
    };

    private static TaskType? TypeOf(string? name) => name switch
    {
        "enumerated" => TaskType.Enumerated,
        "best_practices" => TaskType.BestPractices,
        "research" => TaskType.Research,
        _ => null,
    };

    private static JsonElement Describe(Plan plan)
    {
        var text = new JsonObject
        {
            ["task_type"] = NameOf(plan.TaskType),
            ["complexity"] = plan.Complexity switch { Complexity.Low => "low", Complexity.High => "high", _ => "medium" },
            ["expected_sections"] = plan.ExpectedSections,
            ["search_queries"] = Array(plan.SearchQueries),
            ["prior_work_summary"] = plan.PriorWork,
            ["notes"] = plan.Notes,
            ["subtasks"] = Array(plan.Subtasks),
            ["known_facts"] = Array(plan.KnownFacts),
            ["knowledge_gaps"] = Array(plan.Gaps),
        };
        if (plan.Fallback is { } fallback)
            text["fallback"] = fallback;
        using var document = JsonDocument.Parse(text.ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonArray Array(IReadOnlyList<string> items) => new([.. items.Select(static item => (JsonNode?)item)]);
}
