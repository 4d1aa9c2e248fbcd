using System.Collections.Concurrent;
using Flywheel.Agents.Models.Resilience;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Specs;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Models.Catalogue;

/// <summary>
/// Turns model names into clients: <c>embedded</c>, the aliases and endpoints of <c>config.yaml</c>, and <c>openai:NAME</c> and <c>ollama:NAME</c>,
/// which need no file (<c>OPENAI_API_KEY</c>, <c>OPENAI_BASE_URL</c>, <c>OLLAMA_HOST</c>). Nothing is sent before a client is used.
/// Connections and the limit on calls at a time are shared by all clients of an endpoint; disposing of the catalogue closes them.
/// Thread-safe.
/// </summary>
public sealed class ModelCatalogue : IDisposable
{
    private readonly ModelCatalogueOptions _options;
    private readonly Dictionary<string, EndpointSettings> _endpoints;
    private readonly ConcurrentDictionary<string, Lazy<EndpointConnection>> _connections = new(StringComparer.Ordinal);

    /// <summary>Checks the configuration.</summary>
    /// <exception cref="ModelSelectionException">An entry is wrong; the message names its key.</exception>
    public ModelCatalogue(ModelCatalogueOptions options)
    {
        _options = options;
        _endpoints = Endpoints(options);
        foreach ((string alias, ModelConfig model) in options.Models)
            Check(alias, model);
    }

    /// <summary>Every name there is, <c>NAME</c> standing for any model of a provider or endpoint; in ordinal order after <c>embedded</c>.</summary>
    public IReadOnlyList<string> Known =>
    [
        ModelName.Embedded.ToString(),
        .. _options.Models.Keys.Order(StringComparer.Ordinal),
        .. EndpointNames.Select(static name => $"{name}:NAME"),
    ];

    private IEnumerable<string> EndpointNames => _options.Endpoints.Keys.Union(EndpointSettings.Providers, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>What a name stands for.</summary>
    /// <exception cref="ModelSelectionException">The name is malformed or unknown; the message says what is known and what is nearest.</exception>
    public ModelTarget Resolve(string? name) => Resolve(ModelName.Parse(name));

    /// <summary>What a name stands for.</summary>
    /// <exception cref="ModelSelectionException">The name is unknown; the message says what is known and what is nearest.</exception>
    public ModelTarget Resolve(ModelName name)
    {
        if (name.IsEmbedded)
            return new ModelTarget { Name = name, Model = name.Model };

        if (name.Provider is { } provider)
            return Find(provider) is { } endpoint ? Target(name, endpoint, name.Model) : throw Unknown(name);

        return _options.Models.TryGetValue(name.Model, out var alias)
            ? Target(name, Find(alias.Endpoint)!, alias.Model) with { Prices = alias.Prices, Context = alias.Context }
            : throw Unknown(name);
    }

    /// <summary>A client for a name, with retries and timeouts; the caller may dispose of it or not, the connections stay the catalogue's.</summary>
    /// <exception cref="ModelSelectionException">The name is malformed or unknown, its key is missing, or the retry policy is out of range.</exception>
    public IChatClient Open(string? name, RetrySpec retry) => Open(ModelName.Parse(name), retry);

    /// <summary>A client for a name, with retries and timeouts; the caller may dispose of it or not, the connections stay the catalogue's.</summary>
    /// <exception cref="ModelSelectionException">The name is unknown, its key is missing, or the retry policy is out of range.</exception>
    public IChatClient Open(ModelName name, RetrySpec retry)
    {
        var target = Resolve(name);
        return target.Endpoint is null ? _options.Embedded() : Open(target, Find(target.Endpoint)!, retry);
    }

    /// <summary>Closes the connections. Clients that were opened can no longer be used.</summary>
    public void Dispose()
    {
        foreach (var connection in _connections.Values.Where(static c => c.IsValueCreated))
            connection.Value.Dispose();
    }

    private IChatClient Open(ModelTarget target, EndpointSettings endpoint, RetrySpec retry)
    {
        if (retry.Fallback.Count > 0)
            throw new ModelSelectionException("retry.fallback: falling back to another model is not available; remove the key.");

        var resilience = Resilience(endpoint, retry);
        if (resilience.Problem() is { } problem)
            throw new ModelSelectionException(problem);

        var connection = Connect(endpoint);
        var client = new ResilientChatClient(connection.Client(target.Model), endpoint.Name, resilience);
        return connection.Gate is { } gate ? new ConcurrencyLimitedChatClient(client, gate) : client;
    }

    private ResilienceOptions Resilience(EndpointSettings endpoint, RetrySpec retry) => new()
    {
        Retry = retry,
        AttemptTimeout = endpoint.Timeout,
        StreamRetry = _options.StreamRetry,
        TimeProvider = _options.TimeProvider,
        Jitter = _options.Jitter,
    };

    private EndpointConnection Connect(EndpointSettings endpoint)
    {
        var withKey = endpoint.WithKey(_options.Environment, _options.TimeProvider);
        return _connections.GetOrAdd(
            endpoint.Name, static (_, e) => new Lazy<EndpointConnection>(() => new EndpointConnection(e.withKey, e.endpoint.Concurrency)), (withKey, endpoint)).Value;
    }

    // A built-in provider is looked up when it is asked for, so that a variable set for another program troubles no run that does not use it.
    private EndpointSettings? Find(string name)
    {
        if (_endpoints.TryGetValue(name, out var endpoint))
            return endpoint;

        if (_options.Endpoints.TryGetValue(name, out var config))
            return EndpointSettings.From(name, config, _options.Environment);

        return EndpointSettings.Providers.Contains(name, StringComparer.Ordinal) ? EndpointSettings.BuiltIn(name, _options.Environment) : null;
    }

    private static ModelTarget Target(ModelName name, EndpointSettings endpoint, string model) =>
        new() { Name = name, Endpoint = endpoint.Name, BaseUrl = endpoint.BaseUrl, Model = model };

    private static Dictionary<string, EndpointSettings> Endpoints(ModelCatalogueOptions options)
    {
        var endpoints = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal);
        foreach ((string name, EndpointConfig config) in options.Endpoints)
        {
            if (NameProblem(name) is { } problem)
                throw new ModelSelectionException($"config.yaml: endpoints.{name}: {problem}");

            // A protocol this version does not speak is refused when it is asked for: the file may be written for a later one.
            if (EndpointSettings.Providers.Contains(config.Type, StringComparer.Ordinal))
                endpoints.Add(name, EndpointSettings.From(name, config, options.Environment));
        }

        return endpoints;
    }

    private void Check(string alias, ModelConfig model)
    {
        var key = $"config.yaml: models.{alias}";
        if (NameProblem(alias) is { } problem)
            throw new ModelSelectionException($"{key}: {problem}");

        if (!EndpointNames.Contains(model.Endpoint, StringComparer.Ordinal))
        {
            throw new ModelSelectionException(
                $"{key}.endpoint: '{model.Endpoint}' is not defined; known are {string.Join(", ", EndpointNames)}.{NearestName.Hint(model.Endpoint, EndpointNames)}");
        }

        if (string.IsNullOrWhiteSpace(model.Model))
            throw new ModelSelectionException($"{key}.model: is empty; give the name the endpoint knows the model by.");

        if (model.Context is < 1)
            throw new ModelSelectionException($"{key}.context: must be at least 1 token.");

        if (model.Prices is { } prices && (prices.Input is not (>= 0 and < double.PositiveInfinity) || prices.Output is not (>= 0 and < double.PositiveInfinity)))
            throw new ModelSelectionException($"{key}.prices: must not be negative.");
    }

    private static string? NameProblem(string name)
    {
        if (!ModelName.TryParse(name, out var parsed, out _) || parsed.Provider is not null)
            return "a name may hold only letters, digits, '-', '_' and '.'.";

        return parsed.IsEmbedded ? "'embedded' is the built-in model; choose another name." : null;
    }

    private ModelSelectionException Unknown(ModelName name)
    {
        var known = $"Known: {string.Join(", ", Known)}.";
        if (name.Provider is not { } provider)
        {
            var hint = NearestName.Hint(name.Model, [ModelName.Embedded.ToString(), .. _options.Models.Keys]);
            return new ModelSelectionException($"Unknown model '{name}': there is no such alias.{hint} {known}");
        }

        // 'qwen3:32b' without a provider is what people copy from Ollama's list.
        var meant = NearestName.Find(provider, EndpointNames) is [var nearest, ..] ? $"{nearest}:{name.Model}" : $"ollama:{name}";
        return new ModelSelectionException($"Unknown model '{name}': there is no provider or endpoint '{provider}'. Did you mean '{meant}'? {known}");
    }
}
