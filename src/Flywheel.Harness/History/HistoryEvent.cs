using System.Text.Json.Serialization;

namespace Flywheel.Harness.History;

/// <summary>One line of a harness's history. Immutable and thread-safe.</summary>
public sealed record HistoryEvent
{
    /// <summary>Place in the chain, from 1.</summary>
    [JsonPropertyName("seq")]
    public int Seq { get; init; }

    /// <summary>The hash of the event before; 64 zeros for the first.</summary>
    [JsonPropertyName("prev_hash")]
    public string PrevHash { get; init; } = "";

    /// <summary>SHA-256 of the event before's digits followed by this event's canonical form without this key.</summary>
    [JsonPropertyName("hash")]
    public string Hash { get; init; } = "";

    /// <summary>When; never before the event before.</summary>
    [JsonPropertyName("timestamp")]
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Who.</summary>
    [JsonPropertyName("actor")]
    public string Actor { get; init; } = "";

    /// <summary>What happened, one of <see cref="HistoryEvents"/>.</summary>
    [JsonPropertyName("event")]
    public string Event { get; init; } = "";

    /// <summary>The version it is about; null when a canary ended without a successor.</summary>
    [JsonPropertyName("version")]
    public int? Version { get; init; }

    /// <summary>Of a commit: the blob with the canonical content; its id is the version's hash.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; init; }

    /// <summary>Of a commit: the blob with the file as it was written, comments included.</summary>
    [JsonPropertyName("source")]
    public string? Source { get; init; }

    /// <summary>Of a commit: the version it was made from; null for the first.</summary>
    [JsonPropertyName("parent")]
    public int? Parent { get; init; }

    /// <summary>Of a commit: what, why, and what was predicted.</summary>
    [JsonPropertyName("manifest")]
    public ChangeManifest? Manifest { get; init; }

    /// <summary>Of a commit: what changed against the parent.</summary>
    [JsonPropertyName("changes")]
    public IReadOnlyList<RecordedChange>? Changes { get; init; }

    /// <summary>Of a commit: evidence of rules where it is new or other than the parent's; null where it is gone.</summary>
    [JsonPropertyName("evidence")]
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement?>? Evidence { get; init; }

    /// <summary>Of a commit: the git commit the file came from.</summary>
    [JsonPropertyName("git")]
    public GitOrigin? Git { get; init; }

    /// <summary>Of a tag: its name.</summary>
    [JsonPropertyName("tag")]
    public string? Tag { get; init; }

    /// <summary>Of a review: <c>approve</c> or <c>reject</c>.</summary>
    [JsonPropertyName("verdict")]
    public string? Verdict { get; init; }

    /// <summary>Of a review: the reviewer's words.</summary>
    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>Of an evaluation or a deployment: the gate that spoke for the version.</summary>
    [JsonPropertyName("gate")]
    public GateEvidence? Gate { get; init; }

    /// <summary>Of a deployment or rollback: the channel.</summary>
    [JsonPropertyName("channel")]
    public string? Channel { get; init; }

    /// <summary>Of a canary deployment: its share of tasks, in percent.</summary>
    [JsonPropertyName("percent")]
    public double? Percent { get; init; }

    /// <summary>Of a rollback: the version that left the channel.</summary>
    [JsonPropertyName("from")]
    public int? From { get; init; }

    /// <summary>Of a deployment without a gate: why it was made nevertheless.</summary>
    [JsonPropertyName("override")]
    public string? Override { get; init; }

    /// <summary>Of a deployment or rollback: why.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }
}
