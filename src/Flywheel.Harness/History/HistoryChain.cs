using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.History;

/// <summary>
/// The hash chain of a history. A line is the canonical JSON (RFC 8785) of its event; the event's hash is the SHA-256 of the previous hash's 64
/// digits (64 zeros at the start) followed by the canonical event without <c>hash</c>. Any changed, removed, inserted or reordered line is found by
/// reading the file alone; a cut end is not, see <see cref="HeadRegister"/>. Thread-safe.
/// </summary>
public static class HistoryChain
{
    /// <summary>The hash before the first event.</summary>
    public const string Start = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Reads and verifies a history.</summary>
    public static ChainReading Read(ReadOnlyMemory<byte> content) => ReadOn(ChainReading.Empty, content);

    /// <summary>Reads on after events that are proven.</summary>
    internal static ChainReading ReadOn(ChainReading proven, ReadOnlyMemory<byte> content)
    {
        var events = new List<HistoryEvent>(proven.Events);
        var previous = proven.Head;
        var start = 0;
        while (start < content.Length)
        {
            var length = content.Span[start..].IndexOf((byte)'\n');
            if (length < 0)
                return new ChainReading(events, null, start);
            var line = content.Slice(start, length);
            if (Verify(line, events.Count + 1, previous, events.Count > 0 ? events[^1].Timestamp : DateTimeOffset.MinValue, out var happened) is { } reason)
                return new ChainReading(events, new ChainFault(events.Count + 1, events.Count + 1, reason), null);
            events.Add(happened!);
            previous = happened!.Hash;
            start += length + 1;
        }

        return new ChainReading(events, null, null);
    }

    /// <summary>Gives an event its place in the chain.</summary>
    /// <returns>The event with its hash, and its line without the newline.</returns>
    internal static (HistoryEvent Event, byte[] Line) Seal(HistoryEvent draft, int seq, string previous)
    {
        var placed = draft with { Seq = seq, PrevHash = previous };
        var json = (JsonObject)JsonSerializer.SerializeToNode(placed, HistoryJson.Default.HistoryEvent)!;
        json.Remove("hash");
        var hash = Hash(previous, CanonicalJson.Serialize(json));
        json["hash"] = hash;
        var line = CanonicalJson.Serialize(json);
        using var document = JsonDocument.Parse(line);
        return (HistoryEventReader.Read(document.RootElement), line);
    }

    // Null when the line is the event of this place; else what is wrong with it.
    private static string? Verify(ReadOnlyMemory<byte> line, int seq, string previous, DateTimeOffset notBefore, out HistoryEvent? happened)
    {
        happened = null;
        try
        {
            using var document = JsonDocument.Parse(line);
            if (!CanonicalJson.Serialize(document.RootElement).AsSpan().SequenceEqual(line.Span))
                return "the line is not in its canonical form";
            happened = HistoryEventReader.Read(document.RootElement);
        }
        catch (JsonException error)
        {
            return $"the line is not JSON: {error.Message}";
        }
        catch (FormatException error)
        {
            return $"the line is not an event: {error.Message}";
        }
        catch (InvalidOperationException)
        {
            return "the line is not JSON: it holds bytes that are not UTF-8";
        }

        if (happened.Seq != seq)
            return FormattableString.Invariant($"event {happened.Seq} stands where event {seq} belongs: lines were removed, inserted or reordered");
        if (!string.Equals(happened.PrevHash, previous, StringComparison.Ordinal))
            return "it does not follow from the event before it";
        if (!string.Equals(happened.Hash, Hash(previous, WithoutHash(line.Span)), StringComparison.Ordinal))
            return "its content does not have its hash: it was changed after it was written";
        return happened.Timestamp < notBefore ? "it is dated before the event before it" : null;
    }

    private static string Hash(string previous, ReadOnlySpan<byte> canonical)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.ASCII.GetBytes(previous));
        sha.AppendData(canonical);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>A canonical object without its member <c>hash</c> is canonical too: the member is cut out with one comma.</summary>
    private static byte[] WithoutHash(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var found = reader.ValueTextEquals("hash"u8);
            reader.Skip();
            if (!found)
                continue;
            var end = (int)reader.BytesConsumed;
            if (line[end] == (byte)',')
                end++;
            else if (line[start - 1] == (byte)',')
                start--;
            return [.. line[..start], .. line[end..]];
        }

        return line.ToArray();
    }
}
