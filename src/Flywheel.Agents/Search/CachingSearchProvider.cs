using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Search;

/// <summary>Answers from a cache what was asked before, and from the inner provider what was not. Thread-safe.</summary>
public sealed class CachingSearchProvider(ISearchProvider inner, SearchCache cache) : ISearchProvider
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Identity => inner.Identity;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(query, Identity, limit, cancellationToken) is { } known)
            return known;
        var hits = await inner.SearchAsync(query, limit, cancellationToken);
        await cache.PutAsync(query, Identity, limit, hits, cancellationToken);
        return hits;
    }
}
