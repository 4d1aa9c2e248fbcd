using System.Runtime.CompilerServices;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Measures;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Storage.Text;
using YamlDotNet.RepresentationModel;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>The tasks of samples/tasks.yaml, each with the document the built-in model writes for it from samples/corpus.</summary>
internal static class SampleTasks
{
    private static readonly Lazy<IReadOnlyList<SampleTask>> Tasks = new(ReadTasks);

    public static IReadOnlyList<SampleTask> All => Tasks.Value;

    public static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));

    private static List<SampleTask> ReadTasks()
    {
        var yaml = new YamlStream();
        using (var reader = File.OpenText(Path.Combine(Root(), "samples", "tasks.yaml")))
            yaml.Load(reader);
        var corpora = new Dictionary<string, CorpusPassages>(StringComparer.Ordinal);
        var tasks = new List<SampleTask>();
        foreach (var node in (YamlSequenceNode)yaml.Documents[0].RootNode["tasks"])
        {
            var corpus = node["corpus"].ToString();
            if (!corpora.TryGetValue(corpus, out var passages))
                corpora[corpus] = passages = CorpusPassages.Read(Path.Combine(Root(), corpus));
            tasks.Add(new SampleTask(node["id"].ToString(), node["type"].ToString(), Write(node["task"].ToString(), passages)));
        }

        return tasks;
    }

    private static DraftUnderTest Write(string task, CorpusPassages corpus)
    {
        var reading = TaskReading.Of(task);
        var harness = SampleDocuments.Harness;
        var asked = new List<string>();
        var found = new List<SourcePassage>();
        foreach (var query in Plan.Queries(reading))
            corpus.Search(query, asked, found);
        for (var round = 0; round < 3; round++)
        {
            var query = Query.Answer(new QueryRequest { Task = task, Harness = harness, Knowledge = "", Asked = asked, Found = found });
            if (query.Length > 0)
                corpus.Search(query, asked, found);
        }

        var request = new SynthesisRequest { Task = task, Harness = harness, TaskType = reading.Type, ExpectedSections = reading.ExpectedCount, Evidence = found };
        return new DraftUnderTest
        {
            Task = task,
            TaskType = reading.Type,
            ExpectedSections = reading.ExpectedCount,
            Text = Synthesize.Answer(request),
            Evidence = found,
            Harness = harness,
        };
    }
}

/// <summary>A sample task and its document.</summary>
internal sealed record SampleTask(string Id, string Type, DraftUnderTest Draft);

/// <summary>The sections of a folder of Markdown articles as passages, with search.</summary>
internal sealed class CorpusPassages
{
    private const int Results = 5;

    private readonly TextIndex _index = new();
    private readonly List<SourcePassage> _passages = [];

    public static CorpusPassages Read(string folder)
    {
        var corpus = new CorpusPassages();
        foreach (var path in Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal))
            corpus.Add($"{Path.GetFileName(folder)}/{Path.GetFileName(path)}", File.ReadAllText(path));
        return corpus;
    }

    public void Search(string query, List<string> asked, List<SourcePassage> found)
    {
        asked.Add(query);
        foreach (var hit in _index.Search(query, Results))
        {
            if (found.TrueForAll(passage => passage.Key != _passages[hit.Id].Key))
                found.Add(_passages[hit.Id]);
        }
    }

    private void Add(string location, string text)
    {
        var outline = MarkdownOutline.Parse(text);
        Add(location, outline, null, 2, outline.Preamble);
        foreach (var section in outline.Sections.Where(section => section.Level == 2))
            Add(location, outline, section, section.StartLine, section.Body);
    }

    private void Add(string location, MarkdownOutline outline, Section? section, int line, string body)
    {
        if (body.Length == 0)
            return;
        _passages.Add(new SourcePassage
        {
            Location = location,
            Title = outline.Title!,
            Heading = section?.Heading,
            StartLine = line + 1,
            EndLine = section?.EndLine ?? line + body.Count(c => c == '\n') + 1,
            Offset = section?.Start ?? 0,
            Text = body,
        });
        _index.Add($"{outline.Title}\n{section?.Heading}\n{body}");
    }
}
