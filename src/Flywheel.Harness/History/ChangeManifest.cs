using System.Text.Json.Serialization;

namespace Flywheel.Harness.History;

/// <summary>What a change is, why it was made, and what it was predicted to do. Immutable and thread-safe.</summary>
public sealed record ChangeManifest
{
    /// <summary>The change's own id; empty when it has none.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>The surface that was changed: <c>rules</c>, <c>instructions</c>, <c>tools</c>, <c>skills</c>, <c>memory</c>, <c>config</c>; several separated by commas.</summary>
    [JsonPropertyName("surface")]
    public string? Surface { get; init; }

    /// <summary>What was changed, in a sentence.</summary>
    [JsonPropertyName("edit")]
    public string Edit { get; init; } = "";

    /// <summary>The failure pattern it answers.</summary>
    [JsonPropertyName("pattern")]
    public string? Pattern { get; init; }

    /// <summary>The runs and steps that showed it.</summary>
    [JsonPropertyName("evidence")]
    public IReadOnlyList<StepReference>? Evidence { get; init; }

    /// <summary>Why it happened.</summary>
    [JsonPropertyName("root_cause")]
    public string? RootCause { get; init; }

    /// <summary>What should follow.</summary>
    [JsonPropertyName("predicted")]
    public PredictedEffect? Predicted { get; init; }

    /// <summary>Who or what derived the change.</summary>
    [JsonPropertyName("derived_by")]
    public string? DerivedBy { get; init; }

    /// <summary>0 to 1.</summary>
    [JsonPropertyName("confidence")]
    public double? Confidence { get; init; }

    /// <summary>When the reason no longer holds.</summary>
    [JsonPropertyName("invalid_when")]
    public string? InvalidWhen { get; init; }

    /// <summary>What the gate found.</summary>
    [JsonPropertyName("verification")]
    public ManifestVerification? Verification { get; init; }
}

/// <summary>A step of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Step">The step's number, or null for the run as a whole.</param>
public sealed record StepReference([property: JsonPropertyName("run_id")] string RunId, [property: JsonPropertyName("step")] int? Step);

/// <summary>What a change was predicted to do.</summary>
public sealed record PredictedEffect
{
    /// <summary>Tasks it should fix.</summary>
    [JsonPropertyName("fixes")]
    public IReadOnlyList<string> Fixes { get; init; } = [];

    /// <summary>Tasks it may break.</summary>
    [JsonPropertyName("at_risk")]
    public IReadOnlyList<string> AtRisk { get; init; } = [];
}

/// <summary>What a gate found about a change.</summary>
public sealed record ManifestVerification
{
    /// <summary>The gate.</summary>
    [JsonPropertyName("gate_id")]
    public string? GateId { get; init; }

    /// <summary>Its verdict.</summary>
    [JsonPropertyName("verdict")]
    public string? Verdict { get; init; }

    /// <summary>Tasks that were fixed.</summary>
    [JsonPropertyName("fixed")]
    public IReadOnlyList<string> Fixed { get; init; } = [];

    /// <summary>Tasks that broke.</summary>
    [JsonPropertyName("regressed")]
    public IReadOnlyList<string> Regressed { get; init; } = [];
}
