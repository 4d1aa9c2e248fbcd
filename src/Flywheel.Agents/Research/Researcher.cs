using System.Diagnostics;
using System.Globalization;
using Flywheel.Agents.Budgets;
using Flywheel.Agents.Planning;
using Flywheel.Agents.Prompts;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Search;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Text;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Agents.Research;

/// <summary>
/// The stage <c>research</c>: searches until a batch brings too little that is new. Queries come from the plan, then from the model; what was found
/// steers through a compressed state, and is kept whole as evidence.
/// </summary>
public sealed class Researcher
{
    /// <summary>The stage's name.</summary>
    public const string Stage = "research";

    private readonly ISearchProvider _search;
    private readonly AskedModel _model;
    private readonly RunBudget _budget;

    /// <summary>A researcher with this search and this model for queries and notes.</summary>
    public Researcher(ISearchProvider search, AskedModel model, RunBudget budget)
    {
        _search = search;
        _model = model;
        _budget = budget;
    }

    /// <summary>Researches a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="harness">Limits and rules.</param>
    /// <param name="gate">Whether low novelty ends the loop.</param>
    /// <param name="trace">The recorder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Findings> ResearchAsync(
        string task, Plan plan, HarnessSpec harness, NoveltyGate gate, RunTrace trace, CancellationToken cancellationToken)
    {
        trace.EnterStage(Stage);
        var loop = new ResearchState();
        for (var round = 1; round <= harness.Research.MaxRounds; round++)
        {
            var query = round <= plan.SearchQueries.Count
                ? plan.SearchQueries[round - 1]
                : await AskForQueryAsync(task, harness, loop, trace, cancellationToken);
            if (query.Length == 0 || loop.Queries.Contains(query, StringComparer.OrdinalIgnoreCase))
            {
                Decide(trace, "research.stop", $"Round {Number(round)}: there is nothing left to ask.");
                break;
            }

            if (!await SearchRoundAsync(new Round(round, query, harness.Research, gate), loop, trace, cancellationToken))
                break;
            if (round < harness.Research.MaxRounds)
                await CompressAsync(task, harness, loop, trace, cancellationToken);
        }

        await ReachFloorAsync(plan, harness.Research, loop, trace, cancellationToken);
        trace.Note(new RunNotes { SearchRounds = loop.KeptRounds, NoveltyScores = [.. loop.NoveltyScores] });
        return new Findings(loop.Evidence, loop.Queries, loop.KeptRounds, [.. loop.NoveltyScores]);
    }

    /// <summary>Searches once; false when the batch ends the loop.</summary>
    private async Task<bool> SearchRoundAsync(Round round, ResearchState loop, RunTrace trace, CancellationToken cancellationToken)
    {
        var (found, ms) = await SearchAsync(round.Query, round.Limits.Results, trace, cancellationToken);
        var batch = loop.New(found);
        var novelty = Novelty.Of(batch, loop.Known);
        var saturated = round.Gate == NoveltyGate.On && round.Index > round.Limits.MinRounds && novelty < round.Limits.NoveltyThreshold;
        // A saturated batch ends the loop, but what is new in it by itself is not thrown away.
        var kept = saturated ? [.. batch.Where(passage => Novelty.Of(passage, loop.Known) >= round.Limits.NoveltyThreshold)] : batch;
        loop.Add(round.Query, kept, novelty, countsAsRound: !saturated);
        trace.RecordToolCall(new ToolCall
        {
            Stage = Stage,
            Name = "search",
            Query = round.Query,
            Urls = [.. found.Select(static passage => passage.Location).Distinct(StringComparer.Ordinal)],
            ResultChars = found.Sum(static passage => passage.Text.Length),
            NoveltyScore = novelty,
            Kept = kept.Count > 0,
            Ms = ms,
        });
        trace.Main.Instant("novelty", SpanArgument.Of("round", round.Index), SpanArgument.Of("novelty", novelty), SpanArgument.Of("kept", kept.Count));
        if (saturated)
        {
            Decide(trace, "research.stop", string.Create(
                CultureInfo.InvariantCulture,
                $"Round {round.Index}: novelty {novelty:0.0} is below {round.Limits.NoveltyThreshold:0.0}; {kept.Count} of {batch.Count} new passages kept."));
        }

        return !saturated;
    }

    private async Task<(IReadOnlyList<SourcePassage> Found, double Ms)> SearchAsync(string query, int limit, RunTrace trace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _budget.Check();
        var started = Stopwatch.GetTimestamp();
        using var span = trace.Span("search", SpanArgument.Of("provider", _search.Name));
        var hits = await _search.SearchAsync(query, limit, cancellationToken);
        var ms = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3);
        IReadOnlyList<SourcePassage> found = [.. hits.Select(static hit => hit.Passage)];
        trace.RecordStep(trace.Main, new StepEntry
        {
            Stage = Stage,
            Kind = "tool",
            Name = "search",
            Arguments = query,
            Result = new PromptText().Sources(found, 0).ToString(),
            Ms = ms,
        });
        return (found, ms);
    }

    private async Task<string> AskForQueryAsync(string task, HarnessSpec harness, ResearchState loop, RunTrace trace, CancellationToken cancellationToken)
    {
        var request = new QueryRequest { Task = task, Harness = harness, Knowledge = loop.Knowledge, Asked = loop.Queries, Found = loop.Evidence };
        var answer = await _model.AskAsync(request, trace.Main, Stage, null, cancellationToken);
        var line = AnswerReader.WithoutReasoning(answer.Text).Trim().Split('\n')[0];
        return line.Trim().Trim('"', '`', '\'').Trim();
    }

    private async Task CompressAsync(string task, HarnessSpec harness, ResearchState loop, RunTrace trace, CancellationToken cancellationToken)
    {
        if (loop.LastBatch.Count == 0)
            return;
        var request = new CompressRequest { Task = task, Harness = harness, Knowledge = loop.Knowledge, Batch = loop.LastBatch };
        var answer = await _model.AskAsync(request, trace.Main, Stage, null, cancellationToken);
        var text = AnswerReader.WithoutReasoning(answer.Text).Trim();
        loop.Knowledge = text.Length <= request.MaxChars ? text : text[..request.MaxChars];
    }

    /// <summary>One more search when too little was found to write from.</summary>
    private async Task ReachFloorAsync(Plan plan, ResearchSpec limits, ResearchState loop, RunTrace trace, CancellationToken cancellationToken)
    {
        if (loop.Evidence.Sum(static passage => passage.Text.Length) >= limits.QualityFloorChars)
            return;
        var query = $"{plan.SearchQueries[0]} examples implementation best practices";
        Decide(trace, "research.floor", $"Less than {Number(limits.QualityFloorChars)} characters were found; one more search is made.");
        await SearchRoundAsync(new Round(loop.Queries.Count + 1, query, limits, NoveltyGate.Off), loop, trace, cancellationToken);
    }

    private static void Decide(RunTrace trace, string name, string reason) =>
        trace.RecordStep(trace.Main, new StepEntry { Stage = Stage, Kind = "decision", Name = name, Result = reason });

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Round(int Index, string Query, ResearchSpec Limits, NoveltyGate Gate);

    /// <summary>What the loop has so far.</summary>
    private sealed class ResearchState
    {
        private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);

        public List<SourcePassage> Evidence { get; } = [];

        public List<string> Queries { get; } = [];

        public List<double?> NoveltyScores { get; } = [];

        public IReadOnlySet<string> Known => _known;

        public IReadOnlyList<SourcePassage> LastBatch { get; private set; } = [];

        public string Knowledge { get; set; } = "";

        public int KeptRounds { get; private set; }

        public IReadOnlyList<SourcePassage> New(IEnumerable<SourcePassage> found) =>
            [.. found.Where(passage => !_keys.Contains(passage.Key)).DistinctBy(static passage => passage.Key, StringComparer.Ordinal)];

        public void Add(string query, IReadOnlyList<SourcePassage> kept, double novelty, bool countsAsRound)
        {
            Queries.Add(query);
            NoveltyScores.Add(novelty);
            LastBatch = kept;
            if (countsAsRound)
                KeptRounds++;
            foreach (var passage in kept)
            {
                _keys.Add(passage.Key);
                Evidence.Add(passage);
                _known.UnionWith(Tokenizer.Terms(passage.Text));
            }
        }
    }
}

/// <summary>Whether low novelty ends the research loop.</summary>
public enum NoveltyGate
{
    /// <summary>It does.</summary>
    On,

    /// <summary>Every round runs.</summary>
    Off,
}
