using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Blobs;

namespace Flywheel.Harness.Registry;

/// <summary>The contents of committed versions, from the blob store, with the evidence that the history holds joined in. Thread-safe.</summary>
internal sealed class VersionContents
{
    private readonly BlobStore _blobs;

    public VersionContents(BlobStore blobs) => _blobs = blobs;

    /// <summary>Stores both forms of a harness.</summary>
    /// <returns>The ids of the canonical content and of the source.</returns>
    public (BlobId Content, BlobId Source) Put(LoadedHarness harness) => (_blobs.Put(harness.Canonical.Span), _blobs.Put(harness.Source));

    /// <summary>The canonical bytes of a version.</summary>
    /// <exception cref="HarnessException">The blob is missing or was changed.</exception>
    public ReadOnlyMemory<byte> Canonical(string harness, HarnessVersionEntry version) => Read(harness, version, version.Hash);

    /// <summary>The file of a version as it was written.</summary>
    /// <exception cref="HarnessException">The blob is missing or was changed.</exception>
    public string Source(string harness, HarnessVersionEntry version) => Encoding.UTF8.GetString(Read(harness, version, version.Source));

    /// <summary>A version, ready to use.</summary>
    /// <exception cref="HarnessException">The blob is missing or was changed.</exception>
    public LoadedHarness Load(string harness, HarnessState state, HarnessVersionEntry version)
    {
        var keys = (JsonObject)JsonNode.Parse(Canonical(harness, version).Span)!;
        var evidence = Evidence(state, version);
        foreach (var rule in keys[SpecKeys.Rules] as JsonArray ?? [])
        {
            if (evidence.TryGetValue(rule![SpecKeys.Id]!.GetValue<string>(), out var known))
                rule[SpecKeys.Evidence] = JsonNode.Parse(known.GetRawText());
        }

        return HarnessLoader.Parse(keys.ToJsonString(), FormattableString.Invariant($"{harness}@{version.Number}"));
    }

    /// <summary>The evidence of every rule as of a version.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Evidence(HarnessState state, HarnessVersionEntry version)
    {
        var evidence = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var ancestor in Lineage(state, version))
        {
            foreach (var (rule, block) in ancestor.Evidence)
            {
                if (block is { ValueKind: JsonValueKind.Object } present)
                    evidence[rule] = present;
                else
                    evidence.Remove(rule);
            }
        }

        return evidence;
    }

    /// <summary>A version's ancestors, oldest first, itself last.</summary>
    public static IReadOnlyList<HarnessVersionEntry> Lineage(HarnessState state, HarnessVersionEntry version)
    {
        var lineage = new List<HarnessVersionEntry>();
        for (var at = version; at is not null; at = at.Parent is { } parent && parent < at.Number ? state.Versions[parent - 1] : null)
            lineage.Add(at);
        lineage.Reverse();
        return lineage;
    }

    private byte[] Read(string harness, HarnessVersionEntry version, string blob)
    {
        try
        {
            return _blobs.Read(BlobId.Parse(blob));
        }
        catch (Exception error) when (error is FileNotFoundException or InvalidDataException or FormatException)
        {
            throw new HarnessException(FormattableString.Invariant($"The content of {harness}@{version.Number} can not be read: {error.Message} Histories travel with git, contents do not: export versions, or copy the workspace's blobs."), error);
        }
    }
}
