using Flywheel.Agents.Planning;
using Flywheel.Agents.Search;
using Flywheel.Harness.Specs;
using Flywheel.Tracing.Runs;

namespace Flywheel.Agents.Research;

/// <summary>
/// A researcher that does not repeat itself: research for the same task, plan, limits and sources is taken from a cache while it is fresh. The record
/// says so. Without the novelty gate nothing is remembered.
/// </summary>
public sealed class RememberedResearcher
{
    private readonly Researcher _researcher;
    private readonly ISearchProvider _search;
    private readonly ResearchCache _cache;

    /// <summary>Remembers what this researcher finds with this search.</summary>
    public RememberedResearcher(Researcher researcher, ISearchProvider search, ResearchCache cache)
    {
        _researcher = researcher;
        _search = search;
        _cache = cache;
    }

    /// <inheritdoc cref="Researcher.ResearchAsync"/>
    public async Task<Findings> ResearchAsync(
        string task, Plan plan, HarnessSpec harness, NoveltyGate gate, RunTrace trace, CancellationToken cancellationToken)
    {
        if (gate == NoveltyGate.Off)
            return await _researcher.ResearchAsync(task, plan, harness, gate, trace, cancellationToken);
        var key = new ResearchKey(task, plan.TaskType, _search.Identity, $"{string.Join('\n', plan.SearchQueries)}\n{harness.Research}\n{harness.Models.Planner}");
        if (await _cache.GetAsync(key, cancellationToken) is { } remembered)
            return Take(remembered, trace);
        var findings = await _researcher.ResearchAsync(task, plan, harness, gate, trace, cancellationToken);
        await _cache.PutAsync(
            key,
            new CachedResearch
            {
                Evidence = findings.Evidence,
                Knowledge = "",
                SearchRounds = findings.Rounds,
                NoveltyScores = [.. findings.NoveltyScores.Select(static score => score ?? 0)],
                Queries = findings.Queries,
            },
            cancellationToken);
        return findings;
    }

    private static Findings Take(CachedResearch remembered, RunTrace trace)
    {
        trace.EnterStage(Researcher.Stage);
        trace.RecordStep(trace.Main, new StepEntry
        {
            Stage = Researcher.Stage,
            Kind = "decision",
            Name = "research.remembered",
            Arguments = string.Join('\n', remembered.Queries),
            Result = $"{remembered.Evidence.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)} passages were taken from the research cache; nothing was searched.",
        });
        IReadOnlyList<double?> novelty = [.. remembered.NoveltyScores.Select(static score => (double?)score)];
        trace.Note(new RunNotes { SearchRounds = remembered.SearchRounds, NoveltyScores = novelty });
        return new Findings(remembered.Evidence, remembered.Queries, remembered.SearchRounds, novelty);
    }
}
