using Flywheel.Agents.Models.Catalogue;

namespace Flywheel.Agents.Configuration;

/// <summary>
/// A workspace's <c>config.yaml</c> with defaults applied: endpoints and models, default roles, search. Holds no secret: keys are named by the
/// environment variable that holds them. Immutable and thread-safe.
/// </summary>
public sealed record WorkspaceConfig
{
    /// <summary>The file's name in a workspace.</summary>
    public const string FileName = "config.yaml";

    /// <summary>A workspace without a file.</summary>
    public static WorkspaceConfig Empty { get; } = new();

    /// <summary>Where it was read from, or null when there is no file.</summary>
    public string? Path { get; init; }

    /// <summary>Servers of models, by name.</summary>
    public IReadOnlyDictionary<string, EndpointConfig> Endpoints { get; init; } = new Dictionary<string, EndpointConfig>(StringComparer.Ordinal);

    /// <summary>Aliases usable wherever a model is named.</summary>
    public IReadOnlyDictionary<string, ModelConfig> Models { get; init; } = new Dictionary<string, ModelConfig>(StringComparer.Ordinal);

    /// <summary>What a run uses when neither harness, environment nor flags say.</summary>
    public RunDefaults Defaults { get; init; } = new();

    /// <summary>Where research looks things up.</summary>
    public SearchConfig Search { get; init; } = new();

    /// <summary>Where the dashboard will listen.</summary>
    public string ServerUrls { get; init; } = "http://127.0.0.1:7860";
}

/// <summary>What a run uses when neither harness, environment nor flags say. Immutable and thread-safe.</summary>
public sealed record RunDefaults
{
    /// <summary>Writes and revises; null for the harness's own default.</summary>
    public string? Producer { get; init; }

    /// <summary>Judges; null for the harness's own default.</summary>
    public string? Evaluator { get; init; }

    /// <summary>Plans; null for the harness's own default.</summary>
    public string? Planner { get; init; }

    /// <summary>The harness.</summary>
    public string Harness { get; init; } = "research";
}

/// <summary>Where research looks things up. Immutable and thread-safe.</summary>
public sealed record SearchConfig
{
    /// <summary>The provider; <c>corpus</c> searches folders of files.</summary>
    public string Provider { get; init; } = "corpus";

    /// <summary>The folders of <c>corpus</c>, absolute; empty when the file names none.</summary>
    public IReadOnlyList<string> Corpus { get; init; } = [];
}
