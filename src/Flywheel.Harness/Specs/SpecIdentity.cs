using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;
using Flywheel.Storage.Blobs;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Specs;

/// <summary>
/// What makes two harnesses the same: the canonical form of the explicit keys after <c>extends</c> is resolved, without what changes no
/// behaviour (<c>description</c>, <c>evidence</c>). Thread-safe.
/// </summary>
internal static class SpecIdentity
{
    /// <summary>The RFC 8785 bytes of what counts.</summary>
    /// <param name="keys">Explicit keys, parents already merged in.</param>
    public static byte[] Canonical(JsonObject keys)
    {
        var counted = Strip(keys, SpecKeys.Root);
        counted.Remove(SpecKeys.Extends);
        return CanonicalJson.Serialize(counted);
    }

    /// <summary>The identity of a spec with every key at its effective value: defaults and overrides included.</summary>
    public static BlobId Effective(HarnessSpec spec) => BlobId.Of(Canonical(SpecWriter.Write(spec)));

    /// <summary>A child's keys over its parent's: mappings merge key by key, lists whose entries have a name merge by name, all else is replaced.</summary>
    public static JsonObject Inherit(JsonObject parent, JsonObject child)
    {
        var merged = (JsonObject)Merge(parent, child, SpecKeys.Root)!;
        if (!child.ContainsKey("description"))
            merged.Remove("description"); // a parent's description is not the child's
        return merged;
    }

    private static JsonObject Strip(JsonObject json, MapShape shape)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in json)
        {
            if (shape.Find(name) is { InIdentity: true } key)
                kept[name] = StripValue(value, key.Shape);
        }

        return kept;
    }

    private static JsonNode? StripValue(JsonNode? value, ValueShape shape) => (value, shape) switch
    {
        (JsonObject json, MapShape map) => Strip(json, map),
        (JsonArray list, ListShape { Item: MapShape item }) => new JsonArray([.. list.Select(entry => (JsonNode?)Strip((JsonObject)entry!, item))]),
        _ => value?.DeepClone(),
    };

    private static JsonNode? Merge(JsonNode? parent, JsonNode? child, ValueShape shape) => (parent, child, shape) switch
    {
        (JsonObject older, JsonObject newer, MapShape map) => MergeMap(older, newer, map),
        (JsonArray older, JsonArray newer, ListShape { Identity: { } identity }) => MergeByName(older, newer, identity),
        _ => child?.DeepClone(),
    };

    private static JsonObject MergeMap(JsonObject parent, JsonObject child, MapShape shape)
    {
        var merged = new JsonObject();
        foreach (var key in shape.Keys)
        {
            var inChild = child.TryGetPropertyValue(key.Name, out var newer);
            var inParent = parent.TryGetPropertyValue(key.Name, out var older);
            if (inChild)
                merged[key.Name] = inParent ? Merge(older, newer, key.Shape) : newer?.DeepClone();
            else if (inParent)
                merged[key.Name] = older?.DeepClone();
        }

        return merged;
    }

    private static JsonArray MergeByName(JsonArray parent, JsonArray child, string identity)
    {
        var newer = child.Select(entry => (JsonObject)entry!).ToDictionary(entry => entry[identity]!.GetValue<string>(), StringComparer.Ordinal);
        var merged = new JsonArray();
        foreach (var entry in parent)
            merged.Add(newer.Remove(entry![identity]!.GetValue<string>(), out var replacement) ? replacement.DeepClone() : entry.DeepClone());
        foreach (var entry in child.Where(entry => newer.ContainsKey(entry![identity]!.GetValue<string>())))
            merged.Add(entry!.DeepClone());
        return merged;
    }
}
