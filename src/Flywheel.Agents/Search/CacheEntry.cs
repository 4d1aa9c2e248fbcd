using System.Text.Json.Serialization;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Search;

/// <summary>One cache file.</summary>
/// <param name="Schema"><see cref="CacheEntry.Version"/>.</param>
/// <param name="Key">What the file is named after, in full: two keys of one hash would not be mixed up.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="ExpiresAt">When it stops being an answer.</param>
/// <param name="Value">The answer.</param>
internal sealed record CacheEntry<T>(int Schema, string Key, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, T Value)
    where T : class;

/// <summary>What all cache files have in common.</summary>
internal static class CacheEntry
{
    /// <summary>Raised when the form of cache files changes.</summary>
    public const int Version = 1;

    /// <summary>Joins the parts of a key; no part can pass for two.</summary>
    public static string Key(params ReadOnlySpan<string> parts) => string.Join('\n', parts.ToArray().Select(part => part.Replace('\n', ' ')));

    /// <summary>Lower case, white space collapsed: spellings of one question have one key.</summary>
    public static string Normalize(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>How cache files are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CacheEntry<SearchHit[]>))]
[JsonSerializable(typeof(CacheEntry<CachedResearch>))]
internal sealed partial class CacheJson : JsonSerializerContext;
