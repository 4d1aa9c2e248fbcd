using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Search;

/// <summary>Finds passages. Implementations are thread-safe.</summary>
public interface ISearchProvider
{
    /// <summary>What records call it, for example <c>corpus</c>.</summary>
    string Name { get; }

    /// <summary>The best passages for a query, best first.</summary>
    /// <param name="query">Words.</param>
    /// <param name="limit">At most so many, at least 1.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken);
}
