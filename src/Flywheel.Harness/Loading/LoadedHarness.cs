using System.Text;
using System.Text.Json.Nodes;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Blobs;

namespace Flywheel.Harness.Loading;

/// <summary>A harness file that was read and found valid. Immutable and thread-safe.</summary>
public sealed class LoadedHarness
{
    private readonly byte[] _canonical;

    internal LoadedHarness(string fileName, string source, JsonObject resolved, IReadOnlyDictionary<string, YamlValue> places, HarnessSpec spec)
    {
        FileName = fileName;
        Source = source;
        Resolved = resolved;
        Places = places;
        Spec = spec;
        _canonical = SpecIdentity.Canonical(resolved);
        Hash = BlobId.Of(_canonical);
    }

    /// <summary>Where it was read from, as it was named.</summary>
    public string FileName { get; }

    /// <summary>The text of the file.</summary>
    public string Source { get; }

    /// <summary>The harness with defaults applied.</summary>
    public HarnessSpec Spec { get; }

    /// <summary>The identity: SHA-256 of <see cref="Canonical"/>.</summary>
    public BlobId Hash { get; }

    /// <summary>The RFC 8785 bytes of the explicit keys after <c>extends</c>, without <c>description</c> and <c>evidence</c>.</summary>
    public ReadOnlyMemory<byte> Canonical => _canonical;

    /// <summary><see cref="Canonical"/> as text.</summary>
    public string CanonicalText => Encoding.UTF8.GetString(_canonical);

    /// <summary>The explicit keys after <c>extends</c>, with <c>description</c> and <c>evidence</c>. Never changed.</summary>
    internal JsonObject Resolved { get; }

    /// <summary>Where each key of the file stands.</summary>
    internal IReadOnlyDictionary<string, YamlValue> Places { get; }
}
