using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Search;

/// <summary>Something research can ask: a corpus, a search engine. Implementations are thread-safe.</summary>
public interface ISearchProvider
{
    /// <summary>What the provider is called in records and settings, for example <c>corpus</c>.</summary>
    string Name { get; }

    /// <summary>
    /// What determines the answers besides query and limit: the same identity and question give the same answer, so that answers may be
    /// cached under it. For a provider whose contents it does not know (the web), its name.
    /// </summary>
    string Identity => Name;

    /// <summary>The passages most relevant to <paramref name="query"/>, best first.</summary>
    /// <param name="query">Words; no operators.</param>
    /// <param name="limit">Most results, at least 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken);
}
