using System.Text.Json;
using Flywheel.Agents.Budgets;
using Flywheel.Agents.Measures;
using Flywheel.Agents.Memory;
using Flywheel.Agents.Planning;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Research;
using Flywheel.Agents.Skills;
using Flywheel.Agents.Synthesis;
using Flywheel.Agents.Verification;
using Flywheel.Storage.Files;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Pipeline;

/// <summary>
/// One task's way: memory → plan → research → synthesize → evaluate and revise → deliver → remember. Whatever happens after the first draft exists, a
/// text is delivered. Thread-safe; one instance serves many runs.
/// </summary>
public sealed class ResearchPipeline
{
    private readonly SkillRegistry _skills;
    private readonly MemoryStore _memories;
    private readonly TimeProvider _time;

    /// <summary>A pipeline with these skills and memories.</summary>
    public ResearchPipeline(SkillRegistry skills, MemoryStore memories, TimeProvider time)
    {
        _skills = skills;
        _memories = memories;
        _time = time;
    }

    /// <summary>Does a task under a recorder and says what it came to.</summary>
    /// <exception cref="Exception">What ended the run early; drafts that existed were delivered before.</exception>
    public async Task<RunOutcome> RunAsync(ResearchTask task, RunTrace trace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(trace);
        var crew = new Crew(task, trace);
        try
        {
            var memory = task.Memory == MemoryUse.On ? new MemoryRetrieval(_memories).Retrieve(task.Task, task.Harness.Memory.Retrieve, trace) : "";
            var plan = await new Planner(crew.Planner).PlanAsync(task.Task, task.Harness, memory, trace, cancellationToken);
            var skills = Activate(task, plan, trace);
            var gate = skills.Any(static skill => skill.Name == SkillRegistry.Deep) ? NoveltyGate.Off : NoveltyGate.On;
            var findings = await ResearchAsync(task, crew, plan, gate, cancellationToken);
            var draft = await new Synthesizer(crew.Producer).SynthesizeAsync(Request(task, plan, memory, skills, findings), trace, cancellationToken);
            if (draft.Text.Length == 0)
                return new RunOutcome(RunOutcome.Error, new RunError("EmptyDraft", Synthesizer.Stage, "The model wrote no document. Try another model, or more sources."));
            trace.AddDraft(1, draft.Text);
            var delivered = await VerifyAndDeliverAsync(task, crew, plan, findings, skills, draft, cancellationToken);
            await RememberAsync(task, crew, plan, findings, delivered, cancellationToken);
            return delivered.Outcome;
        }
        catch (BudgetExhaustedException exhausted)
        {
            return new RunOutcome(RunOutcome.Fail, new RunError("BudgetExhausted", trace.CurrentStage, exhausted.Message));
        }
    }

    private static Task<Findings> ResearchAsync(ResearchTask task, Crew crew, Plan plan, NoveltyGate gate, CancellationToken cancellationToken)
    {
        var researcher = new Researcher(task.Search, crew.Planner, crew.Budget);
        return task.ResearchCache is { } cache
            ? new RememberedResearcher(researcher, task.Search, cache).ResearchAsync(task.Task, plan, task.Harness, gate, crew.Trace, cancellationToken)
            : researcher.ResearchAsync(task.Task, plan, task.Harness, gate, crew.Trace, cancellationToken);
    }

    private IReadOnlyList<Skill> Activate(ResearchTask task, Plan plan, RunTrace trace)
    {
        var active = _skills.Activate(task.Skills, task.Task, plan, triggers: task.Harness.Routing.Skills == "auto");
        trace.Note(new RunNotes { ActiveSkills = [.. active.Select(static skill => skill.Name)] });
        return active;
    }

    private static SynthesisRequest Request(ResearchTask task, Plan plan, string memory, IReadOnlyList<Skill> skills, Findings findings)
    {
        var context = new List<ContextBlock>();
        Add("planner notes", plan.Notes);
        Add("prior work", plan.PriorWork);
        Add("memory", memory);
        foreach (var skill in skills)
            Add($"skill {skill.Name}", skill.Prompt ?? "");
        return new SynthesisRequest
        {
            Task = task.Task,
            Harness = task.Harness,
            TaskType = plan.TaskType,
            ExpectedSections = plan.ExpectedSections,
            Evidence = findings.Evidence,
            Context = context,
        };

        void Add(string name, string text)
        {
            if (text.Length > 0)
                context.Add(new ContextBlock(name, text));
        }
    }

    private static async Task<Delivered> VerifyAndDeliverAsync(
        ResearchTask task, Crew crew, Plan plan, Findings findings, IReadOnlyList<Skill> skills, WrittenDraft draft, CancellationToken cancellationToken)
    {
        var first = new DraftUnderTest
        {
            Task = task.Task,
            TaskType = plan.TaskType,
            ExpectedSections = plan.ExpectedSections,
            Text = draft.Text,
            Evidence = findings.Evidence,
            Harness = task.Harness,
        };
        if (task.Verification == VerifyMode.Off)
        {
            Deliver(task, crew.Trace, first, draft.Text, draft.Truncated, round: null);
            return new Delivered(draft.Text, null, new RunOutcome(RunOutcome.Pass));
        }

        var rubric = new Rubric(task.Harness.Verify);
        var panel = PanelTakesPart(task, skills) ? new ReviewPanel(crew.Evaluator) : null;
        var loop = new WiggumLoop(new Evaluator(crew.Evaluator, rubric), panel, crew.Producer, rubric);
        var verified = await loop.VerifyAsync(first, draft.Truncated, crew.Trace, cancellationToken);
        Deliver(task, crew.Trace, first, verified.Text, verified.Truncated, verified.Round);
        if (verified.TacHours is { } hours)
            crew.Trace.Note(new RunNotes { TacHours = hours });
        if (verified.Reason is { } reason)
            crew.Trace.RecordStep(crew.Trace.Main, new StepEntry { Stage = crew.Trace.CurrentStage ?? "", Kind = "decision", Name = "wiggum.end", Result = reason });
        if (verified.Failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(verified.Failure);
        return new Delivered(verified.Text, verified.Score, new RunOutcome(verified.Passed ? RunOutcome.Pass : RunOutcome.Fail));
    }

    private static bool PanelTakesPart(ResearchTask task, IReadOnlyList<Skill> skills) =>
        task.Harness.Routing.Panel == "always"
        || task.Harness.Routing.Panel != "never" && skills.Any(static skill => skill.Name == SkillRegistry.Panel);

    private static void Deliver(ResearchTask task, RunTrace trace, DraftUnderTest draft, string text, bool truncated, int? round)
    {
        var results = RuleChecks.Check(task.Harness, draft with { Text = text });
        trace.Note(new RunNotes { RuleResults = results, Truncated = truncated });
        trace.DeliverOutput(OutputPath(task, trace), text, round);
    }

    private static string OutputPath(ResearchTask task, RunTrace trace)
    {
        if (task.OutputPath is { } asked)
            return asked;
        var path = trace.Workspace.PathOf($"outputs/{trace.Id}.md");
        FileSystem.CreateDurableDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private async Task RememberAsync(ResearchTask task, Crew crew, Plan plan, Findings findings, Delivered delivered, CancellationToken cancellationToken)
    {
        if (task.Memory == MemoryUse.Off || !task.Harness.Memory.Write)
            return;
        var request = new MemoryRequest
        {
            Task = task.Task,
            Harness = task.Harness,
            TaskType = plan.TaskType,
            Output = delivered.Text,
            Queries = findings.Queries,
            Score = delivered.Score,
        };
        await new MemoryWriter(_memories, crew.Planner, _time).RememberAsync(request, delivered.Outcome.Final, crew.Trace, cancellationToken);
    }

    private sealed record Delivered(string Text, double? Score, RunOutcome Outcome);

    /// <summary>The models of a run, each within its budget.</summary>
    private sealed class Crew
    {
        public Crew(ResearchTask task, RunTrace trace)
        {
            Trace = trace;
            Budget = new RunBudget(task.Harness.Budgets, trace);
            Producer = new AskedModel(task.Producer, Budget, task.Harness.Sampling);
            Evaluator = new AskedModel(task.Evaluator, Budget, task.Harness.Sampling);
            Planner = new AskedModel(task.Planner, Budget, task.Harness.Sampling);
        }

        public RunTrace Trace { get; }

        public RunBudget Budget { get; }

        public AskedModel Producer { get; }

        public AskedModel Evaluator { get; }

        public AskedModel Planner { get; }
    }
}
