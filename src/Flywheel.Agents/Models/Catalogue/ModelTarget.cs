using Flywheel.Tracing.Chat;

namespace Flywheel.Agents.Models.Catalogue;

/// <summary>What a model name stands for. Immutable and thread-safe.</summary>
public sealed record ModelTarget
{
    /// <summary>The name that was resolved.</summary>
    public required ModelName Name { get; init; }

    /// <summary>The endpoint, or null for <c>embedded</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Where the endpoint is, or null for <c>embedded</c>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The model as the endpoint names it; <c>embedded</c> for itself.</summary>
    public required string Model { get; init; }

    /// <summary>What it costs, or null when unknown.</summary>
    public ModelPrice? Prices { get; init; }

    /// <summary>The window in tokens, or null when unknown.</summary>
    public int? Context { get; init; }
}
