using System.Runtime.CompilerServices;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Measures;
using Flywheel.Agents.Memory;
using Flywheel.Agents.Pipeline;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Search;
using Flywheel.Agents.Skills;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Runs;
using Microsoft.Extensions.AI;
using YamlDotNet.RepresentationModel;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>The tasks of samples/tasks.yaml, each with the document that the whole pipeline delivers for it with the built-in model.</summary>
internal static class SampleTasks
{
    private static readonly Lazy<Task<IReadOnlyList<SampleTask>>> Tasks = new(RunAllAsync);

    /// <summary>All of them, run once per test process.</summary>
    public static Task<IReadOnlyList<SampleTask>> AllAsync() => Tasks.Value;

    /// <summary>Ids and types, in the file's order.</summary>
    public static IReadOnlyList<(string Id, string Type)> Named { get; } = [.. Read().Select(node => (node["id"].ToString(), node["type"].ToString()))];

    /// <summary>The root of the repository.</summary>
    public static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));

    private static IEnumerable<YamlNode> Read()
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Root(), "samples", "tasks.yaml"));
        yaml.Load(reader);
        return (YamlSequenceNode)yaml.Documents[0].RootNode["tasks"];
    }

    private static async Task<IReadOnlyList<SampleTask>> RunAllAsync()
    {
        var corpora = new Dictionary<string, CorpusSearch>(StringComparer.Ordinal);
        var folder = Directory.CreateTempSubdirectory("flywheel-samples-");
        try
        {
            var workspace = Workspace.Open(Path.Combine(folder.FullName, ".flywheel"), TimeProvider.System);
            var tasks = new List<SampleTask>();
            foreach (var node in Read())
            {
                var corpus = node["corpus"].ToString();
                if (!corpora.TryGetValue(corpus, out var search))
                    corpora[corpus] = search = await CorpusSearch.OpenAsync(new CorpusOptions { Roots = [Path.Combine(Root(), corpus)] }, CancellationToken.None);
                tasks.Add(new SampleTask(node["id"].ToString(), node["type"].ToString(), await RunAsync(node["task"].ToString(), search, workspace)));
            }

            return tasks;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<DraftUnderTest> RunAsync(string text, ISearchProvider search, Workspace workspace)
    {
        using var model = new ListeningClient(new EmbeddedChatClient());
        var role = new ModelRole(ModelRole.Embedded, model);
        var task = new ResearchTask
        {
            Task = text,
            Harness = SampleDocuments.Harness,
            Producer = role,
            Evaluator = role,
            Planner = role,
            Search = search,
            Memory = MemoryUse.Off,
        };
        var pipeline = new ResearchPipeline(SkillRegistry.BuiltIn, new MemoryStore(workspace.Log("memories")), TimeProvider.System);
        var result = await RunTrace.RunAsync(workspace, new RunStart { Task = text, Verified = true }, trace => pipeline.RunAsync(task, trace, CancellationToken.None));
        var delivered = await File.ReadAllTextAsync(workspace.PathOf(result.Record.OutputPath!));
        var judged = model.Evaluations[0];
        return new DraftUnderTest
        {
            Task = text,
            TaskType = judged.TaskType,
            ExpectedSections = judged.ExpectedSections,
            Text = delivered,
            Evidence = judged.Evidence,
            Harness = task.Harness,
        };
    }

    private sealed class ListeningClient(IChatClient inner) : DelegatingChatClient(inner)
    {
        public List<EvaluateRequest> Evaluations { get; } = [];

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (options?.AdditionalProperties?.GetValueOrDefault(AgentRequest.PropertyName) is EvaluateRequest evaluation)
                Evaluations.Add(evaluation);
            return base.GetResponseAsync(messages, options, cancellationToken);
        }
    }
}

/// <summary>A sample task and its document.</summary>
internal sealed record SampleTask(string Id, string Type, DraftUnderTest Draft);
