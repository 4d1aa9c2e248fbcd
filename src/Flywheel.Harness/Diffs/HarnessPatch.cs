using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Diffs;

/// <summary>Applies changes to the keys of a harness. Thread-safe.</summary>
internal static class HarnessPatch
{
    /// <summary>Applies changes in order, in place.</summary>
    /// <exception cref="HarnessException">A change does not fit.</exception>
    public static JsonObject Apply(JsonObject harness, IReadOnlyList<HarnessChange> changes)
    {
        foreach (var change in changes)
            Apply(harness, change);
        return harness;
    }

    private static void Apply(JsonObject harness, HarnessChange change)
    {
        if (change.Kind == ChangeKind.Moved)
            Reorder((JsonArray)Find(harness, change, change.Path.Steps), change);
        else if (change.Path.Steps[^1] is { IsEntry: true } entry)
            ApplyToList((JsonArray)Find(harness, change, change.Path.Steps.Take(change.Path.Steps.Count - 1)), entry.Name, change);
        else
            ApplyToMap((JsonObject)Find(harness, change, change.Path.Steps.Take(change.Path.Steps.Count - 1)), change.Path.Steps[^1].Name, change);
    }

    private static void ApplyToMap(JsonObject map, string name, HarnessChange change)
    {
        var there = map.ContainsKey(name);
        if (there == (change.Kind == ChangeKind.Added))
            throw DoesNotFit(change, there ? "it is there already" : "it is not there");
        if (change.Kind == ChangeKind.Removed)
            map.Remove(name);
        else
            map[name] = change.After?.DeepClone();
    }

    private static void ApplyToList(JsonArray list, string name, HarnessChange change)
    {
        var index = IndexOf(list, name, change);
        if (change.Kind == ChangeKind.Removed)
        {
            if (index < 0)
                throw DoesNotFit(change, "it is not there");
            list.RemoveAt(index);
            return;
        }

        if (index >= 0)
            throw DoesNotFit(change, "it is there already");
        var after = change.Follows is { } follows ? IndexOf(list, follows, change) : -1;
        if (after < 0 && change.Follows is not null)
            after = list.Count - 1; // its neighbour is not in this harness: it comes last
        list.Insert(after + 1, change.After!.DeepClone());
    }

    private static void Reorder(JsonArray list, HarnessChange change)
    {
        var wanted = ((JsonArray)change.After!).Select(name => name!.GetValue<string>()).ToList();
        var entries = list.Select(entry => entry!.DeepClone()).ToList();
        var identity = IdentityOf(change);
        list.Clear();
        foreach (var entry in entries.OrderBy(entry => wanted.IndexOf(entry[identity]!.GetValue<string>()) is var place && place < 0 ? int.MaxValue : place))
            list.Add(entry);
    }

    private static JsonNode Find(JsonObject harness, HarnessChange change, IEnumerable<KeyStep> steps)
    {
        JsonNode? at = harness;
        foreach (var step in steps)
        {
            at = step.IsEntry
                ? at is JsonArray list && IndexOf(list, step.Name, change) is var index and >= 0 ? list[index] : null
                : (at as JsonObject)?[step.Name];
        }

        return at ?? throw DoesNotFit(change, "its place is not there");
    }

    private static int IndexOf(JsonArray list, string name, HarnessChange change)
    {
        var identity = IdentityOf(change);
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i]![identity]?.GetValue<string>(), name, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }

    // The first list on the way names its entries; no list of named entries lies inside another.
    private static string IdentityOf(HarnessChange change)
    {
        ValueShape shape = SpecKeys.Root;
        foreach (var step in change.Path.Steps)
        {
            if (shape is ListShape { Identity: { } identity })
                return identity;
            shape = ((MapShape)shape).Find(step.Name)!.Shape;
        }

        return ((ListShape)shape).Identity!;
    }

    private static HarnessException DoesNotFit(HarnessChange change, string why) =>
        new($"The change of {change.Key} does not fit this harness: {why}.");
}
