using System.Text.Json.Serialization;

namespace Flywheel.Storage.Security;

/// <summary>What a guard decided, one line of <c>security_events.jsonl</c>. Immutable and thread-safe.</summary>
public sealed record SecurityEvent
{
    /// <summary>Unique; assigned when the event is logged.</summary>
    public string EventId { get; init; } = "";

    /// <summary>When; assigned when the event is logged.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The run it happened in, or null.</summary>
    public string? RunId { get; init; }

    /// <summary><c>injection</c>, <c>code</c>, <c>path</c>, <c>cdp</c>, <c>network</c>, <c>secret</c> or <c>drift</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The guard: <c>injection_scanner</c>, <c>ast_guard</c>, <c>path_sandbox</c>, <c>cdp_guard</c>, <c>network_guard</c>, <c>redactor</c> or <c>evaluator</c>.</summary>
    public required string Layer { get; init; }

    /// <summary>What was protected: <c>memory_write</c>, <c>memory_read</c>, <c>synthesis</c>, <c>tool_call</c>, <c>file_read</c>, <c>file_write</c>, <c>network</c> or <c>browser</c>.</summary>
    public required string Target { get; init; }

    /// <summary>How serious.</summary>
    public required SecuritySeverity Severity { get; init; }

    /// <summary>The part of the product that asked.</summary>
    public required string Caller { get; init; }

    /// <summary>The id of the rule that matched.</summary>
    public required string Rule { get; init; }

    /// <summary>One sentence for a person; redacted and shortened like <see cref="Resource"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>What was judged, redacted and shortened to 2,000 characters.</summary>
    public string Resource { get; init; } = "";

    /// <summary>SHA-256 of the whole resource, or null.</summary>
    public string? ResourceSha256 { get; init; }

    /// <summary>What was done, for example <c>refused</c>, <c>neutralised</c>, <c>redacted</c>.</summary>
    public required string Action { get; init; }

    /// <summary>UTF-8 byte offset of the offending span in the raw resource, or null.</summary>
    public long? Offset { get; init; }

    /// <summary>Length of the offending span in bytes, or null.</summary>
    public long? Length { get; init; }
}

/// <summary>How serious a security event is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SecuritySeverity>))]
public enum SecuritySeverity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>Logged; the run went on.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>The action was refused.</summary>
    [JsonStringEnumMemberName("block")]
    Block,
}
