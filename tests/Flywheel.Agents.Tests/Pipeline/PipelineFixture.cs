using Flywheel.Agents.Memory;
using Flywheel.Agents.Pipeline;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Search;
using Flywheel.Agents.Skills;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Tests.Pipeline;

/// <summary>A pipeline in a workspace of its own, with a scripted model and a handful of sources.</summary>
internal sealed class PipelineFixture : IDisposable
{
    public const string Task = "Top 2 ways to keep a cache warm";

    public const string Draft = """
        # Two ways to keep a cache warm

        Both ways trade memory for speed.

        ## 1. Prefetch the next page

        Prefetching loads the next page before it is asked for [1]. For example, a reader of 40 pages waits once instead of 40 times [1].

        ## 2. Refresh before expiry

        Refreshing an entry before it expires keeps readers from waiting [2]. Refreshing wastes work on entries that nobody reads again [2].
        """;

    public const string GoodJudgement =
        """{"relevance": 9, "completeness": 9, "depth": 9, "groundedness": 9, "specificity": 9, "structure": 9, "issues": [], "feedback": "Good.", "tac_hours": 1}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flywheel-pipeline-");

    public PipelineFixture()
    {
        Workspace = Workspace.Open(Path.Combine(_folder.FullName, ".flywheel"), TimeProvider.System);
        Memories = new MemoryStore(Workspace.Log("memories"));
        Pipeline = new ResearchPipeline(SkillRegistry.BuiltIn, Memories, TimeProvider.System);
    }

    public Workspace Workspace { get; }

    public MemoryStore Memories { get; }

    public ResearchPipeline Pipeline { get; }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Answers every request soundly; a test overrides what it is about.</summary>
    public static string Sound(AgentRequest request) => request switch
    {
        PriorKnowledgeRequest => """{"known_facts": [], "gaps": []}""",
        PlanRequest => """{"task_type": "enumerated", "complexity": "low", "expected_sections": 2, "search_queries": ["cache warm", "prefetch"], "notes": "", "subtasks": []}""",
        QueryRequest => "",
        CompressRequest => "- Prefetch.\n- Refresh.",
        SynthesisRequest => Draft,
        EvaluateRequest => GoodJudgement,
        ReviseRequest => Draft.Replace("Both ways", "The two ways", StringComparison.Ordinal),
        PanelRequest => """{"score": 8, "issues": ["Say what it costs."], "strengths": ["Short."]}""",
        MemoryRequest => """{"title": "Warm caches", "narrative": "Two ways.", "facts": ["Prefetch."], "tags": ["cache"]}""",
        _ => throw new InvalidOperationException(request.GetType().Name),
    };

    public async Task<RunResult> RunAsync(ScriptedModel model, Func<ResearchTask, ResearchTask>? change = null, CancellationToken cancellationToken = default)
    {
        var role = new ModelRole("test:model", model);
        var task = new ResearchTask
        {
            Task = Task,
            Harness = new HarnessSpec { Name = "test" },
            Producer = role,
            Evaluator = role,
            Planner = role,
            Search = new FixedSearch(),
        };
        task = change?.Invoke(task) ?? task;
        return await RunTrace.RunAsync(
            Workspace,
            new RunStart { Task = task.Task, Verified = task.Verification == VerifyMode.On },
            trace => Pipeline.RunAsync(task, trace, cancellationToken));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed class FixedSearch : ISearchProvider
    {
        private static readonly SourcePassage[] Passages =
        [
            Passage("corpus/prefetch.md", "Prefetching", "Prefetching loads the next page before it is asked for. For example, a reader of 40 pages waits once instead of 40 times. " + Filler("page")),
            Passage("corpus/refresh.md", "Refreshing", "Refreshing an entry before it expires keeps readers from waiting. Refreshing wastes work on entries that nobody reads again. " + Filler("entry")),
        ];

        public string Name => "fixed";

        public ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<SearchHit>>([.. Passages.Select(static passage => new SearchHit(passage, 1)).Take(limit)]);

        private static string Filler(string word) => string.Concat(Enumerable.Range(1, 20).Select(i => $"The {word} number {i} was measured on a quiet machine. "));

        private static SourcePassage Passage(string location, string title, string text) =>
            new() { Location = location, Title = title, StartLine = 1, EndLine = 1, Offset = 0, Text = text };
    }
}
