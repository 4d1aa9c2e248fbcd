using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flywheel.Storage.Files;

namespace Flywheel.Agents.Search;

/// <summary>
/// Files of one kind, each named by the SHA-256 of what it answers. A file that is damaged, of another version, or expired counts as
/// absent. Writing replaces a file as a whole. Thread-safe, also between processes.
/// </summary>
internal sealed class CacheFolder<T>(string directory, TimeProvider time, TimeSpan lifetime, JsonTypeInfo<CacheEntry<T>> json)
    where T : class
{
    /// <summary>The value stored for <paramref name="key"/>, or null.</summary>
    public async ValueTask<T?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var entry = await ReadAsync(PathOf(key), cancellationToken);
        return entry is not null && string.Equals(entry.Key, key, StringComparison.Ordinal) && IsFresh(entry) ? entry.Value : null;
    }

    /// <summary>Stores <paramref name="value"/>; false when the folder cannot be written, which costs time later but no result.</summary>
    public bool Put(string key, T value)
    {
        var now = time.GetUtcNow();
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new CacheEntry<T>(CacheEntry.Version, key, now, now + lifetime, value), json);
        var path = PathOf(key);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, bytes);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes what is expired or damaged, or was left half written by a killed process, and returns how many files that were.</summary>
    public async ValueTask<int> RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
            return 0;
        var removed = 0;
        foreach (var path in Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories).ToArray())
        {
            if (await ReadAsync(path, cancellationToken) is { } entry && IsFresh(entry))
                continue;
            Delete(path);
            removed++;
        }

        var abandoned = time.GetUtcNow() - TimeSpan.FromHours(1);
        return removed + Directory.GetDirectories(directory).Sum(folder => AtomicFile.RemoveAbandoned(folder, abandoned));
    }

    private bool IsFresh(CacheEntry<T> entry) => entry.ExpiresAt > time.GetUtcNow();

    private async ValueTask<CacheEntry<T>?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return JsonSerializer.Deserialize(bytes, json) is { Schema: CacheEntry.Version, Value: not null } entry ? entry : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private string PathOf(string key)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return Path.Combine(directory, name[..2], name + ".json");
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left for the next time: the file is found again, and never taken for a fresh answer.
        }
    }
}
