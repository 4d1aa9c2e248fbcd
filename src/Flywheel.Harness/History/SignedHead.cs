using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Flywheel.Harness.Loading;
using Flywheel.Storage.Files;
using Flywheel.Storage.Json;
using Flywheel.Storage.Signatures;

namespace Flywheel.Harness.History;

/// <summary>
/// A signature over the head of a history: whoever holds the public key can tell that up to this event nothing was changed or cut. Stored beside the
/// history as <c>history.head.json</c>; the signed bytes are the canonical JSON of <c>{harness, hash, seq, signed_at}</c>.
/// </summary>
public sealed record SignedHead
{
    /// <summary>The harness.</summary>
    [JsonPropertyName("harness")]
    public required string Harness { get; init; }

    /// <summary>The event that was the last one.</summary>
    [JsonPropertyName("seq")]
    public required int Seq { get; init; }

    /// <summary>Its hash.</summary>
    [JsonPropertyName("hash")]
    public required string Hash { get; init; }

    /// <summary>When it was signed.</summary>
    [JsonPropertyName("signed_at")]
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>The fingerprint of the key.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    /// <summary>The signature, DER, base64.</summary>
    [JsonPropertyName("signature")]
    public string Signature { get; init; } = "";

    /// <summary>The bytes that are signed.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> SignedBytes => CanonicalJson.Serialize(new JsonObject
    {
        ["harness"] = Harness,
        ["hash"] = Hash,
        ["seq"] = Seq,
        ["signed_at"] = UtcMilliseconds.Format(SignedAt),
    });

    /// <summary>Signs a head and writes it beside the history, in one step.</summary>
    /// <exception cref="FormatException">The PEM holds no P-256 private key.</exception>
    internal static SignedHead Write(string path, string harness, HistoryEvent head, string privateKeyPem, DateTimeOffset now)
    {
        var unsigned = new SignedHead { Harness = harness, Seq = head.Seq, Hash = head.Hash, SignedAt = now };
        var signature = EcdsaSigner.Sign(privateKeyPem, unsigned.SignedBytes.Span);
        var signed = unsigned with { Key = signature.Key, Signature = Convert.ToBase64String(signature.Der) };
        AtomicFile.Write(path, CanonicalJson.Serialize(JsonSerializer.SerializeToNode(signed, HistoryJson.Default.SignedHead)));
        return signed;
    }

    /// <summary>Reads a signed head; null when there is none.</summary>
    /// <exception cref="HarnessException">The file is damaged.</exception>
    internal static SignedHead? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path, Encoding.UTF8), HistoryJson.Default.SignedHead);
        }
        catch (JsonException error)
        {
            throw new HarnessException($"{path} can not be read: {error.Message}", error);
        }
    }

    /// <summary>Holds the signature against a key and a history; null when it stands.</summary>
    /// <exception cref="FormatException">The PEM holds no P-256 key.</exception>
    internal ChainFault? Check(string publicKeyPem, string harness, IReadOnlyList<HistoryEvent> events)
    {
        if (!EcdsaSigner.Verify(publicKeyPem, SignedBytes.Span, SignatureBytes()))
            return new ChainFault(Math.Max(1, Seq), Math.Max(1, Seq), "the signature of the head is not that of this key");
        if (!string.Equals(Harness, harness, StringComparison.Ordinal))
            return new ChainFault(1, 1, $"the signed head is that of the harness {Harness}");
        if (Seq > events.Count)
            return new ChainFault(events.Count + 1, events.Count + 1, FormattableString.Invariant($"the end is missing: event {Seq} was signed"));
        return string.Equals(events[Seq - 1].Hash, Hash, StringComparison.Ordinal)
            ? null
            : new ChainFault(Seq, Seq, "another event was signed here: the history was rewritten");
    }

    private byte[] SignatureBytes()
    {
        var bytes = new byte[Signature.Length];
        return Convert.TryFromBase64String(Signature, bytes, out var written) ? bytes[..written] : [];
    }
}
