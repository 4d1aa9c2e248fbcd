using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.Diffs;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Blobs;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Registry;

/// <summary>Makes the event of a new version. Thread-safe.</summary>
internal static class VersionCommit
{
    /// <summary>The event that follows from the history.</summary>
    /// <exception cref="HarnessException">Nothing changed.</exception>
    public static HistoryEvent Event(LoadedHarness harness, BlobId content, BlobId source, ChangeManifest manifest, GitOrigin? git, HarnessState state, VersionContents contents)
    {
        var parent = state.Latest;
        var changes = parent is null ? [] : HarnessDiff.Between(contents.Canonical(harness.Spec.Name, parent), harness.Canonical);
        var evidence = EvidenceDelta(harness, state, parent);
        if (parent is not null && changes.Count == 0 && evidence.Count == 0)
            throw new HarnessException(FormattableString.Invariant($"Nothing to commit: '{harness.Spec.Name}' is {harness.Spec.Name}@{parent.Number}."));
        return new HistoryEvent
        {
            Event = HistoryEvents.Committed,
            Version = state.Versions.Count + 1,
            Content = content.ToString(),
            Source = source.ToString(),
            Parent = parent?.Number,
            Manifest = manifest with { Edit = manifest.Edit.Trim(), Surface = manifest.Surface ?? Surfaces(changes) },
            Changes = [.. changes.Select(change => new RecordedChange(JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Kind.ToString()), change.Key, change.Summary))],
            Evidence = evidence.Count == 0 ? null : evidence,
            Git = git,
        };
    }

    private static string? Surfaces(IReadOnlyList<HarnessChange> changes) =>
        changes.Count == 0 ? null : string.Join(", ", changes.Select(change => change.Surface).Distinct(StringComparer.Ordinal));

    // Only what differs from the parent is kept: evidence of a version is the sum along its ancestors.
    private static Dictionary<string, JsonElement?> EvidenceDelta(LoadedHarness harness, HarnessState state, HarnessVersionEntry? parent)
    {
        var before = parent is null ? new Dictionary<string, JsonElement>(StringComparer.Ordinal) : VersionContents.Evidence(state, parent);
        var delta = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        var rules = (harness.Resolved[SpecKeys.Rules] as JsonArray ?? []).Cast<JsonObject>().ToList();
        foreach (var rule in rules)
        {
            var id = rule[SpecKeys.Id]!.GetValue<string>();
            var now = rule[SpecKeys.Evidence] is JsonObject block ? CanonicalJson.Serialize(block) : null;
            var was = before.TryGetValue(id, out var known) ? CanonicalJson.Serialize(known) : null;
            if (now is null ? was is not null : was is null || !now.AsSpan().SequenceEqual(was))
                delta[id] = now is null ? null : JsonDocument.Parse(now).RootElement.Clone();
        }

        foreach (var gone in before.Keys.Where(id => rules.TrueForAll(rule => rule[SpecKeys.Id]!.GetValue<string>() != id)))
            delta[gone] = null;
        return delta;
    }
}
