using Flywheel.Agents.Models.Resilience;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Models.Catalogue;

/// <summary>What a <see cref="ModelCatalogue"/> knows and uses.</summary>
public sealed record ModelCatalogueOptions
{
    /// <summary>Makes the client of <c>embedded</c>.</summary>
    public required Func<IChatClient> Embedded { get; init; }

    /// <summary><c>endpoints</c> of <c>config.yaml</c>.</summary>
    public IReadOnlyDictionary<string, EndpointConfig> Endpoints { get; init; } = new Dictionary<string, EndpointConfig>(StringComparer.Ordinal);

    /// <summary><c>models</c> of <c>config.yaml</c>: the aliases.</summary>
    public IReadOnlyDictionary<string, ModelConfig> Models { get; init; } = new Dictionary<string, ModelConfig>(StringComparer.Ordinal);

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The clock of timeouts and waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of retry jitter: uniform in [0, 1), thread-safe.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>What happens when a streamed answer breaks off.</summary>
    public StreamRetry StreamRetry { get; init; } = StreamRetry.BeforeContent;
}
