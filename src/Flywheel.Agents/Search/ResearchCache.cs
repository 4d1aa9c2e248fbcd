namespace Flywheel.Agents.Search;

/// <summary>
/// Remembers, in files, what the research for a task found. Research without evidence is not remembered; damaged files count as absent
/// and are replaced. Thread-safe, also between processes.
/// </summary>
public sealed class ResearchCache
{
    private readonly CacheFolder<CachedResearch> _folder;

    /// <summary>A cache in <paramref name="directory"/>, which is created when first needed.</summary>
    public ResearchCache(string directory, TimeProvider time, TimeSpan? lifetime = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(time);
        _folder = new CacheFolder<CachedResearch>(directory, time, lifetime ?? SearchCache.DefaultLifetime, CacheJson.Default.CacheEntryCachedResearch);
    }

    /// <summary>What was found before, or null.</summary>
    public async ValueTask<CachedResearch?> GetAsync(ResearchKey key, CancellationToken cancellationToken)
    {
        var research = await _folder.GetAsync(Text(key), cancellationToken);
        return research is { Evidence: not null, Knowledge: not null, NoveltyScores: not null, Queries: not null } ? research : null;
    }

    /// <summary>Remembers what was found; false when there is no evidence or the folder cannot be written.</summary>
    public ValueTask<bool> PutAsync(ResearchKey key, CachedResearch research, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(research);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(research.Evidence.Count > 0 && _folder.Put(Text(key), research));
    }

    /// <summary>Deletes expired and damaged files and returns how many those were.</summary>
    public ValueTask<int> RemoveExpiredAsync(CancellationToken cancellationToken) => _folder.RemoveExpiredAsync(cancellationToken);

    private static string Text(ResearchKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return CacheEntry.Key("research", CacheEntry.Normalize(key.Task), key.TaskType.ToString(), key.ProviderIdentity, key.Settings);
    }
}
