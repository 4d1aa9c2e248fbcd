using System.Globalization;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Search;

/// <summary>
/// Remembers the answers of search providers in files, by query (case and white space aside), provider identity and limit. Empty answers
/// are not remembered; damaged files count as absent and are replaced. Thread-safe, also between processes.
/// </summary>
public sealed class SearchCache
{
    /// <summary>How long an answer is good when nothing else is said: a day.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(24);

    private readonly CacheFolder<SearchHit[]> _folder;

    /// <summary>A cache in <paramref name="directory"/>, which is created when first needed.</summary>
    public SearchCache(string directory, TimeProvider time, TimeSpan? lifetime = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(time);
        _folder = new CacheFolder<SearchHit[]>(directory, time, lifetime ?? DefaultLifetime, CacheJson.Default.CacheEntrySearchHitArray);
    }

    /// <summary>The remembered answer, or null.</summary>
    public async ValueTask<IReadOnlyList<SearchHit>?> GetAsync(string query, string providerIdentity, int limit, CancellationToken cancellationToken)
    {
        var hits = await _folder.GetAsync(Key(query, providerIdentity, limit), cancellationToken);
        return hits is null || hits.Any(hit => hit.Passage is null) ? null : hits;
    }

    /// <summary>Remembers an answer; false when it is empty or the folder cannot be written.</summary>
    public ValueTask<bool> PutAsync(string query, string providerIdentity, int limit, IReadOnlyList<SearchHit> hits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hits);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(hits.Count > 0 && _folder.Put(Key(query, providerIdentity, limit), [.. hits]));
    }

    /// <summary>Deletes expired and damaged files and returns how many those were.</summary>
    public ValueTask<int> RemoveExpiredAsync(CancellationToken cancellationToken) => _folder.RemoveExpiredAsync(cancellationToken);

    private static string Key(string query, string providerIdentity, int limit)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(providerIdentity);
        return CacheEntry.Key("search", CacheEntry.Normalize(query), providerIdentity, limit.ToString(CultureInfo.InvariantCulture));
    }
}
