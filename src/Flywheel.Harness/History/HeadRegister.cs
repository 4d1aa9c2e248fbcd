using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Files;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;

namespace Flywheel.Harness.History;

/// <summary>
/// What one user on one machine has seen of histories, kept outside every workspace: the head after each append. By it a cut end, a history
/// written anew and a copied workspace that went its own way are noticed. It proves nothing to others: for that the head is signed. Safe for any
/// number of threads and processes.
/// </summary>
public sealed class HeadRegister
{
    private const string Heads = "harness-heads";
    private const string Paths = "harness-paths.jsonl";

    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <summary>Opens the register.</summary>
    /// <param name="folder">The user's state folder; created with the first entry.</param>
    /// <param name="time">The clock.</param>
    public HeadRegister(string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
    }

    /// <summary>Holds a history against what was seen; null when nothing speaks against it.</summary>
    /// <param name="historyPath">The history's file.</param>
    /// <param name="events">Its proven events.</param>
    public ChainFault? Check(string historyPath, IReadOnlyList<HistoryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var expected = GenesisOf(historyPath);
        if (events.Count == 0)
            return expected is null ? null : new ChainFault(1, 1, "the history is gone: this machine has seen events of it");
        if (expected is not null && !string.Equals(expected, events[0].Hash, StringComparison.Ordinal))
            return new ChainFault(1, 1, "the history was replaced: this machine has seen another first event here");
        foreach (var head in Seen(events[0].Hash))
        {
            if (head.Seq > events.Count)
                return new ChainFault(events.Count + 1, events.Count + 1, FormattableString.Invariant($"the end is missing: this machine has seen event {head.Seq} (in {head.Workspace}, {UtcMilliseconds.Format(head.Timestamp)})"));
            if (!string.Equals(events[head.Seq - 1].Hash, head.Hash, StringComparison.Ordinal))
                return new ChainFault(head.Seq, head.Seq, $"this machine has seen another event here (in {head.Workspace}, {UtcMilliseconds.Format(head.Timestamp)}): the history was rewritten, or a copy of the workspace went its own way");
        }

        return null;
    }

    /// <summary>Other places where this history has been written: copies of the workspace.</summary>
    public IReadOnlyList<string> OtherPlaces(string historyPath, IReadOnlyList<HistoryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var own = Path.GetFullPath(historyPath);
        return events.Count == 0
            ? []
            : [.. Seen(events[0].Hash).Select(head => head.Workspace).Where(place => !string.Equals(place, own, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Notes the present head.</summary>
    /// <exception cref="IOException">The register can not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The register can not be written.</exception>
    public void Record(string historyPath, IReadOnlyList<HistoryEvent> events) => Write(historyPath, events, accepted: null);

    /// <summary>Takes the present history as the true one from now on, whatever was seen before; the reason is kept.</summary>
    public void Accept(string historyPath, IReadOnlyList<HistoryEvent> events, string reason) => Write(historyPath, events, reason);

    private void Write(string historyPath, IReadOnlyList<HistoryEvent> events, string? accepted)
    {
        FileSystem.CreateDurableDirectory(Path.Combine(_folder, Heads));
        var path = Path.GetFullPath(historyPath);
        var genesis = events.Count == 0 ? "" : events[0].Hash;
        var now = _time.GetUtcNow();
        if (genesis.Length > 0)
        {
            var head = new RegisteredHead(events.Count, events[^1].Hash, path, now, accepted);
            new AppendLog(HeadsPath(genesis)).Append(JsonSerializer.SerializeToUtf8Bytes(head, HistoryJson.Default.RegisteredHead));
        }

        if (!string.Equals(GenesisOf(path) ?? "", genesis, StringComparison.Ordinal))
            new AppendLog(Path.Combine(_folder, Paths)).Append(JsonSerializer.SerializeToUtf8Bytes(new RegisteredPath(path, genesis, now, accepted), HistoryJson.Default.RegisteredPath));
    }

    /// <summary>The heads seen since the last one that was accepted.</summary>
    private List<RegisteredHead> Seen(string genesis)
    {
        var seen = new List<RegisteredHead>();
        foreach (var head in ReadAll(HeadsPath(genesis), RegisteredHead.Read))
        {
            if (head.Accepted is not null)
                seen.Clear();
            seen.Add(head);
        }

        return seen;
    }

    private string? GenesisOf(string historyPath)
    {
        var path = Path.GetFullPath(historyPath);
        string? genesis = null;
        foreach (var entry in ReadAll(Path.Combine(_folder, Paths), RegisteredPath.Read))
        {
            if (string.Equals(entry.Path, path, StringComparison.Ordinal))
                genesis = entry.Genesis;
        }

        return string.IsNullOrEmpty(genesis) ? null : genesis;
    }

    private string HeadsPath(string genesis) => Path.Combine(_folder, Heads, genesis + ".jsonl");

    // A line that a crash left torn was never relied upon.
    private static IEnumerable<T> ReadAll<T>(string path, Func<JsonElement, T?> read)
        where T : class
    {
        foreach (var line in LogReader.Read(path))
        {
            T? entry;
            try
            {
                using var document = JsonDocument.Parse(line.Bytes);
                entry = document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
            }
            catch (JsonException)
            {
                continue;
            }

            if (entry is not null)
                yield return entry;
        }
    }
}

/// <summary>A head that was seen.</summary>
internal sealed record RegisteredHead(
    [property: JsonPropertyName("seq")] int Seq,
    [property: JsonPropertyName("hash")] string Hash,
    [property: JsonPropertyName("workspace")] string Workspace,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("accepted")] string? Accepted)
{
    public static RegisteredHead? Read(JsonElement json) =>
        Entry.Text(json, "hash") is { } hash && Entry.Text(json, "workspace") is { } workspace && json.TryGetProperty("seq", out var number) && number.TryGetInt32(out var seq) && seq > 0
            ? new RegisteredHead(seq, hash, workspace, Entry.Time(json), Entry.Text(json, "accepted"))
            : null;
}

/// <summary>The first event of the history at a path.</summary>
internal sealed record RegisteredPath(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("genesis")] string Genesis,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("accepted")] string? Accepted)
{
    public static RegisteredPath? Read(JsonElement json) =>
        Entry.Text(json, "path") is { } path && Entry.Text(json, "genesis") is { } genesis ? new RegisteredPath(path, genesis, Entry.Time(json), Entry.Text(json, "accepted")) : null;
}

/// <summary>The members of a register's line.</summary>
file static class Entry
{
    public static string? Text(JsonElement json, string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static DateTimeOffset Time(JsonElement json) => UtcMilliseconds.TryParse(Text(json, "timestamp"), out var time) ? time : DateTimeOffset.MinValue;
}
