using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Search;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Embedded;

/// <summary>Evidence and requests for the tests of the embedded model: the sample corpus as research finds it, and passages made up here.</summary>
internal static class SampleEvidence
{
    public const string Counting = "Top 5 ways to keep an agent's context small";

    private const int Rounds = 5;
    private const int Results = 5;

    private static readonly Lazy<Task<CorpusSearch>> Corpus = new(() =>
        CorpusSearch.OpenAsync(new CorpusOptions { Roots = [Path.Combine(Root(), "samples", "corpus")] }, CancellationToken.None));

    public static TheoryData<string> Tasks { get; } =
    [
        Counting,
        "Best practices for retrying failed tool calls",
        "3 most common failure modes in multi-agent systems",
        "How should an LLM judge be calibrated?",
        "Best practices for defending against prompt injection",
        "Top 3 ways to cut the cost of an agent",
        "How does tracing help debugging agents?",
        "What makes a good tool for an agent?",
        "Top 4 signs that an evaluation is not trustworthy",
        "How to roll out a harness change safely",
        "What should an agent remember between sessions?",
        "Best practices for keeping secrets out of an agent's logs",
    ];

    public static HarnessSpec HarnessWith(params Directive[] directives) => new()
    {
        Name = "test",
        Rules = [.. directives.Select((directive, i) => new OperatingRule { Id = $"r{i}", Stage = "synthesis", Text = "A rule.", Directive = directive })],
    };

    /// <summary>What the research loop finds for a task with the embedded model as planner.</summary>
    public static async Task<IReadOnlyList<SourcePassage>> ForAsync(string task)
    {
        var corpus = await Corpus.Value;
        var found = new List<SourcePassage>();
        var asked = new List<string>();
        var planned = Agents.Embedded.Plan.Queries(TaskReading.Of(task));
        for (var round = 0; round < Rounds; round++)
        {
            var query = round < planned.Count
                ? planned[round]
                : Query.Answer(new QueryRequest { Task = task, Harness = HarnessWith(), Knowledge = "", Asked = asked, Found = found });
            if (query.Length == 0)
                break;
            asked.Add(query);
            var hits = await corpus.SearchAsync(query, Results, CancellationToken.None);
            found.AddRange(hits.Select(hit => hit.Passage).Where(passage => !found.Exists(known => known.Key == passage.Key)));
        }

        return found;
    }

    public static SynthesisRequest SynthesisOf(string task, IReadOnlyList<SourcePassage> evidence, params Directive[] directives)
    {
        var reading = TaskReading.Of(task);
        return new SynthesisRequest
        {
            Task = task,
            Harness = HarnessWith(directives),
            TaskType = reading.Type,
            ExpectedSections = reading.ExpectedCount,
            Evidence = evidence,
        };
    }

    public static ReviseRequest RevisionOf(string task, IReadOnlyList<SourcePassage> evidence, string draft, params string[] issues)
    {
        var reading = TaskReading.Of(task);
        return new ReviseRequest
        {
            Task = task,
            Harness = HarnessWith(),
            TaskType = reading.Type,
            ExpectedSections = reading.ExpectedCount,
            Draft = draft,
            Round = 1,
            Issues = issues,
            Evidence = evidence,
        };
    }

    public static SourcePassage Passage(string location, string? heading, string text, string title = "Notes", int line = 1) => new()
    {
        Location = location,
        Title = title,
        Heading = heading,
        StartLine = line,
        EndLine = line + text.Split('\n').Length - 1,
        Offset = line * 1000,
        Text = text,
    };

    /// <summary>A small corpus on warm caches: three techniques in one document, a second opinion in another.</summary>
    public static IReadOnlyList<SourcePassage> Caches { get; } =
    [
        Passage("c/warm.md", "Keeping a cache warm", "A warm cache is a cache whose entries are there before a reader asks. Warm caches save waiting time, because readers never meet an empty entry.", "Keeping a cache warm"),
        Passage("c/warm.md", "Prefetch the next page", "Prefetch the next page of the cache while the reader is busy with the current one. Prefetching keeps the cache warm because the next request is nearly always known. For example, a reader of 40 pages waits once instead of 40 times. Prefetching is wasteful when readers jump around.", "Keeping a cache warm", 10),
        Passage("c/warm.md", "Refresh before expiry", "Refresh each cache entry shortly before it expires. A refreshed entry keeps the cache warm, so that no reader waits for the source. In one illustrative test of 200 readers, refreshing removed 95 per cent of the waits. Refreshing does not help for entries that nobody reads again.", "Keeping a cache warm", 20),
        Passage("c/warm.md", "Load the cache at start", "Load the most read entries into the cache when the process starts. A loaded cache is warm from the first request, because the popular entries are few.", "Keeping a cache warm", 30),
        Passage("c/other.md", "Refreshing entries early", "Refresh each entry before it expires and spread the refreshes, since a late refresh lets every reader wait at once.", "Operating caches"),
        Passage("c/tea.md", "Brewing tea", "Warm the pot with hot water before you add the leaves. Black tea needs four minutes, because shorter brewing tastes thin.", "Tea"),
    ];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Flywheel.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Flywheel.slnx was not found above the tests.");
    }
}
