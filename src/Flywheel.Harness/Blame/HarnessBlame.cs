using System.Text;
using System.Text.Json.Nodes;
using Flywheel.Harness.Catalogue;
using Flywheel.Harness.Diffs;
using Flywheel.Harness.History;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Blame;

/// <summary>Where the rules, keys and lines of a version come from, read from the changes that each commit recorded. Thread-safe.</summary>
public sealed class HarnessBlame
{
    private readonly HarnessRegistry _registry;

    /// <summary>Blames in a registry.</summary>
    public HarnessBlame(HarnessRegistry registry) => _registry = registry;

    /// <summary>The origin of every rule, in file order.</summary>
    /// <param name="reference"><c>name@version</c>; without a version the newest.</param>
    /// <exception cref="HarnessException">There is no such version.</exception>
    public IReadOnlyList<RuleOrigin> Rules(string reference)
    {
        var (view, lineage) = Find(reference);
        return [.. view.Harness.Spec.Rules.Select(rule => Origin(rule, lineage))];
    }

    /// <summary>The origin of every explicit key that is no rule, in the order of the key table.</summary>
    /// <exception cref="HarnessException">There is no such version.</exception>
    public IReadOnlyList<KeyOrigin> Keys(string reference)
    {
        var (view, lineage) = Find(reference);
        var keys = (JsonObject)JsonNode.Parse(view.Harness.Canonical.Span)!;
        keys.Remove(SpecKeys.Rules);
        return [.. Leaves(keys, SpecKeys.Root, "").Select(leaf => new KeyOrigin(leaf.Key, leaf.Value, Last(lineage, change => Touches(change, leaf.Key))))];
    }

    /// <summary>The origin of every line of the file as it was written.</summary>
    /// <exception cref="HarnessException">There is no such version.</exception>
    public IReadOnlyList<LineOrigin> Lines(string reference)
    {
        var (view, lineage) = Find(reference);
        var name = HarnessReference.Parse(reference).Name;
        string[] lines = [];
        int[] versions = [];
        string? source = null;
        foreach (var version in lineage)
        {
            if (version.Source == source)
                continue;
            source = version.Source;
            var now = (version.Number == view.Entry.Number ? view.Source : _registry.Contents.Source(name, version)).TrimEnd('\n').Split('\n');
            var before = versions;
            versions = [.. TextDiff.LineOrigins(lines, now).Select(origin => origin < 0 ? version.Number : before[origin])];
            lines = now;
        }

        return [.. lines.Select((line, i) => new LineOrigin(i + 1, line, versions[i]))];
    }

    private (VersionView View, IReadOnlyList<HarnessVersionEntry> Lineage) Find(string reference)
    {
        var view = _registry.Show(reference);
        var state = _registry.State(HarnessReference.Parse(reference).Name);
        return (view, VersionContents.Lineage(state, view.Entry));
    }

    private static RuleOrigin Origin(OperatingRule rule, IReadOnlyList<HarnessVersionEntry> lineage)
    {
        var own = $"rules[{rule.Id}]";
        bool IsAdded(RecordedChange change) => change.Kind == "added" && (change.Key == own || change.Key == SpecKeys.Rules);
        var added = Last(lineage, IsAdded);
        var changed = Last(lineage, change => IsAdded(change) || change.Key.StartsWith(own + ".", StringComparison.Ordinal));
        var both = new[] { added, changed }.DistinctBy(version => version.Number).ToList();
        var runs = (rule.Evidence?.Runs ?? []).Concat(both.SelectMany(version => version.Manifest.Evidence ?? []).Select(step => step.RunId));
        return new RuleOrigin(rule, added, changed, [.. both.SelectMany(version => version.Gates)], [.. runs.Distinct(StringComparer.Ordinal)]);
    }

    // What no commit recorded as a change came with the first version.
    private static HarnessVersionEntry Last(IReadOnlyList<HarnessVersionEntry> lineage, Func<RecordedChange, bool> changes) =>
        lineage.LastOrDefault(version => version.Changes.Any(changes)) ?? lineage[0];

    private static bool Touches(RecordedChange change, string key) =>
        key == change.Key || key.StartsWith(change.Key + ".", StringComparison.Ordinal) || key.StartsWith(change.Key + "[", StringComparison.Ordinal);

    private static IEnumerable<(string Key, string Value)> Leaves(JsonObject json, MapShape shape, string prefix)
    {
        foreach (var key in shape.Keys)
        {
            if (!json.TryGetPropertyValue(key.Name, out var value))
                continue;
            var path = prefix + key.Name;
            var inner = (value, key.Shape) switch
            {
                (JsonObject map, MapShape keys) => Leaves(map, keys, path + "."),
                (JsonArray list, ListShape { Identity: { } identity, Item: MapShape item }) =>
                    list.Cast<JsonObject>().SelectMany(entry => Leaves(entry, item, $"{path}[{entry[identity]}].")),
                _ => [(path, Encoding.UTF8.GetString(CanonicalJson.Serialize(value)))],
            };
            foreach (var leaf in inner)
                yield return leaf;
        }
    }
}
