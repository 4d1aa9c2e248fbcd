using System.Text.Json.Serialization;

namespace Flywheel.Harness.History;

/// <summary>A gate's decision as a history keeps it. Immutable and thread-safe.</summary>
public sealed record GateEvidence
{
    /// <summary>The gate.</summary>
    [JsonPropertyName("gate_id")]
    public string GateId { get; init; } = "";

    /// <summary><c>ACCEPT</c>, <c>REJECT</c>, <c>UNDECIDED</c> or <c>INVALID</c>.</summary>
    [JsonPropertyName("decision")]
    public string Decision { get; init; } = "";

    /// <summary>The suite.</summary>
    [JsonPropertyName("suite")]
    public string? Suite { get; init; }

    /// <summary>The split's hash.</summary>
    [JsonPropertyName("split_hash")]
    public string? SplitHash { get; init; }

    /// <summary>The hash of the version that was judged.</summary>
    [JsonPropertyName("candidate_hash")]
    public string? CandidateHash { get; init; }

    /// <summary>The hash of the version it was held against.</summary>
    [JsonPropertyName("baseline_hash")]
    public string? BaselineHash { get; init; }

    /// <summary>The effect, in reward units.</summary>
    [JsonPropertyName("effect")]
    public double? Effect { get; init; }

    /// <summary>The lower end of its interval.</summary>
    [JsonPropertyName("low")]
    public double? Low { get; init; }

    /// <summary>The upper end of its interval.</summary>
    [JsonPropertyName("high")]
    public double? High { get; init; }

    /// <summary>When the gate decided, as its record says.</summary>
    [JsonPropertyName("decided_at")]
    public string? DecidedAt { get; init; }

    /// <summary>SHA-256 of the record's line in <c>gates.jsonl</c>, so that a later change of it shows.</summary>
    [JsonPropertyName("record_sha256")]
    public string? RecordSha256 { get; init; }
}
