using System.Text.Json.Nodes;
using Flywheel.Harness.History;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Audit;

/// <summary>What an audit found. Immutable and thread-safe.</summary>
public sealed record AuditResult
{
    /// <summary>The harness.</summary>
    public required string Harness { get; init; }

    /// <summary>Whether nothing speaks against the history.</summary>
    public bool Ok => FirstBad is null && Findings.Count == 0;

    /// <summary>How many events are proven.</summary>
    public required int Events { get; init; }

    /// <summary>The hash of the last proven event.</summary>
    public required string Head { get; init; }

    /// <summary>The first bad or missing event, or null.</summary>
    public ChainFault? FirstBad { get; init; }

    /// <summary>What contradicts the history outside of its chain: contents, gate records, events that no registry writes.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>What a person should know and what is no fault.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Who signed the head: the key's fingerprint and the event; null when it is not signed or was not checked.</summary>
    public string? SignedBy { get; init; }

    /// <summary>What was in effect, or null when nothing was.</summary>
    public InEffect? InEffect { get; init; }

    /// <summary>The machine output of <c>harness audit --json</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["ok"] = Ok,
        ["events"] = Events,
        ["head"] = Head,
        ["first_bad"] = FirstBad is { } bad ? new JsonObject { ["seq"] = bad.Seq, ["line"] = bad.Line, ["reason"] = bad.Reason } : null,
        ["findings"] = new JsonArray([.. Findings.Select(finding => (JsonNode?)finding)]),
        ["notes"] = new JsonArray([.. Notes.Select(note => (JsonNode?)note)]),
        ["signed_by"] = SignedBy,
        ["in_effect"] = InEffect?.ToJson(),
    };
}

/// <summary>Which version a channel held at a moment, under which rules, on which evidence.</summary>
public sealed record InEffect
{
    /// <summary>The version.</summary>
    public required int Version { get; init; }

    /// <summary>Its hash.</summary>
    public required string Hash { get; init; }

    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The gate it rested on, or null.</summary>
    public GateEvidence? Gate { get; init; }

    /// <summary>Why it was there without a gate, or null.</summary>
    public string? Override { get; init; }

    /// <summary>Its rules with their evidence, in file order.</summary>
    public required IReadOnlyList<RuleInEffect> Rules { get; init; }

    internal JsonObject ToJson() => new()
    {
        ["version"] = Version,
        ["hash"] = Hash,
        ["channel"] = Channel,
        ["since"] = UtcMilliseconds.Format(Since),
        ["gate"] = Gate?.GateId,
        ["override"] = Override,
        ["rules"] = new JsonArray([.. Rules.Select(rule => (JsonNode?)rule.Id)]),
        ["evidence"] = new JsonObject([.. Rules.Where(rule => rule.Evidence is not null).Select(rule => KeyValuePair.Create(rule.Id, JsonNode.Parse(rule.Evidence!)))]),
    };
}

/// <summary>A rule that was in effect.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Text">Its text.</param>
/// <param name="Evidence">Its evidence as JSON, or null.</param>
public sealed record RuleInEffect(string Id, string Stage, string Text, string? Evidence);
