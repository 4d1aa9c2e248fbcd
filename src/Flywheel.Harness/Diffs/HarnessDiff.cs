using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Diffs;

/// <summary>
/// The difference of two harnesses in their own terms: a rule added, a threshold changed, a text reworded, entries reordered. Comments, key order
/// and notation are no differences. Thread-safe.
/// </summary>
public static class HarnessDiff
{
    /// <summary>What turns one harness into the other, in the order of the key table; empty exactly when their hashes are equal.</summary>
    public static IReadOnlyList<HarnessChange> Between(LoadedHarness before, LoadedHarness after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Between(before.Canonical, after.Canonical);
    }

    /// <summary>The same for two canonical forms.</summary>
    internal static IReadOnlyList<HarnessChange> Between(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var changes = new List<HarnessChange>();
        if (!before.Span.SequenceEqual(after.Span))
            Compare((JsonObject)JsonNode.Parse(before.Span)!, (JsonObject)JsonNode.Parse(after.Span)!, SpecKeys.Root, KeyPath.Root, changes);
        return changes;
    }

    /// <summary>The canonical form after the changes.</summary>
    /// <exception cref="HarnessException">A change does not fit this harness: what it removes or changes is not there.</exception>
    public static ReadOnlyMemory<byte> Apply(LoadedHarness harness, IReadOnlyList<HarnessChange> changes)
    {
        ArgumentNullException.ThrowIfNull(harness);
        ArgumentNullException.ThrowIfNull(changes);
        return CanonicalJson.Serialize(HarnessPatch.Apply((JsonObject)JsonNode.Parse(harness.Canonical.Span)!, changes));
    }

    private static void Compare(JsonObject before, JsonObject after, MapShape shape, KeyPath at, List<HarnessChange> changes)
    {
        foreach (var key in shape.Keys)
        {
            var path = at.Key(key.Name);
            var was = before.TryGetPropertyValue(key.Name, out var old);
            var isNow = after.TryGetPropertyValue(key.Name, out var now);
            if (was && isNow)
                CompareValues(old, now, key.Shape, path, changes);
            else if (was)
                changes.Add(new HarnessChange(ChangeKind.Removed, path, old, null));
            else if (isNow)
                changes.Add(new HarnessChange(ChangeKind.Added, path, null, now));
        }
    }

    private static void CompareValues(JsonNode? old, JsonNode? now, ValueShape shape, KeyPath path, List<HarnessChange> changes)
    {
        switch (old, now, shape)
        {
            case (JsonObject before, JsonObject after, MapShape map):
                Compare(before, after, map, path, changes);
                break;
            case (JsonArray before, JsonArray after, ListShape { Identity: { } identity, Item: MapShape item }):
                CompareEntries(before, after, identity, item, path, changes);
                break;
            default:
                if (!CanonicalJson.Serialize(old).AsSpan().SequenceEqual(CanonicalJson.Serialize(now)))
                    changes.Add(new HarnessChange(ChangeKind.Changed, path, old, now));
                break;
        }
    }

    private static void CompareEntries(JsonArray before, JsonArray after, string identity, MapShape item, KeyPath path, List<HarnessChange> changes)
    {
        var old = before.Cast<JsonObject>().ToDictionary(entry => NameOf(entry, identity), StringComparer.Ordinal);
        var now = after.Cast<JsonObject>().ToDictionary(entry => NameOf(entry, identity), StringComparer.Ordinal);
        var order = before.Cast<JsonObject>().Select(entry => NameOf(entry, identity)).ToList();
        foreach (var gone in order.Where(name => !now.ContainsKey(name)).ToList())
        {
            changes.Add(new HarnessChange(ChangeKind.Removed, path.Entry(gone), old[gone], null));
            order.Remove(gone);
        }

        string? follows = null;
        foreach (var name in after.Cast<JsonObject>().Select(entry => NameOf(entry, identity)))
        {
            if (old.TryGetValue(name, out var was))
                Compare(was, now[name], item, path.Entry(name), changes);
            else
            {
                changes.Add(new HarnessChange(ChangeKind.Added, path.Entry(name), null, now[name]) { Follows = follows });
                order.Insert(follows is null ? 0 : order.IndexOf(follows) + 1, name);
            }

            follows = name;
        }

        var wanted = after.Cast<JsonObject>().Select(entry => NameOf(entry, identity)).ToList();
        if (!order.SequenceEqual(wanted, StringComparer.Ordinal))
            changes.Add(new HarnessChange(ChangeKind.Moved, path, Names(order), Names(wanted)));
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode?)name)]);

    private static string NameOf(JsonObject entry, string identity) => entry[identity]!.GetValue<string>();
}
