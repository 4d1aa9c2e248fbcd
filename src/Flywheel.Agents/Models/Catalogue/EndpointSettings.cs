using Flywheel.Agents.Models.Providers;

namespace Flywheel.Agents.Models.Catalogue;

/// <summary>An endpoint with every default and environment variable applied. Holds the name of the key's variable, not the key.</summary>
/// <param name="Name">The entry in <c>config.yaml</c>, or the provider prefix.</param>
/// <param name="Provider">The protocol: <c>openai</c> or <c>ollama</c>.</param>
/// <param name="BaseUrl">The address without <c>/chat/completions</c>.</param>
/// <param name="KeyVariable">The environment variable that must hold the key, or null when none is sent.</param>
/// <param name="Concurrency">Most calls at a time, or null.</param>
/// <param name="Timeout">Of one attempt.</param>
internal sealed record EndpointSettings(string Name, string Provider, Uri BaseUrl, string? KeyVariable, int? Concurrency, TimeSpan Timeout)
{
    /// <summary>The providers that work without a file: the prefix is also the protocol.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["ollama", "openai"];

    private const string OpenAIAddress = "https://api.openai.com/v1";
    private const string OpenAIKey = "OPENAI_API_KEY";

    /// <summary>The built-in provider of this name.</summary>
    public static EndpointSettings BuiltIn(string provider, Func<string, string?> environment) =>
        From(provider, new EndpointConfig { Type = provider, ApiKeyEnv = KeyOf(provider) }, environment);

    /// <summary>An entry of <c>config.yaml</c>; an entry that has a provider's name takes the address from the provider's variable, when that is set.</summary>
    /// <exception cref="ModelSelectionException">A value is wrong; the message names its key.</exception>
    public static EndpointSettings From(string name, EndpointConfig config, Func<string, string?> environment)
    {
        var key = $"config.yaml: endpoints.{name}";
        if (!Providers.Contains(config.Type, StringComparer.Ordinal))
            throw new ModelSelectionException($"{key}.type: '{config.Type}' is not known; known are {string.Join(", ", Providers)}.");

        if (config.Concurrency is < 1)
            throw new ModelSelectionException($"{key}.concurrency: must be at least 1; leave it out for no limit.");

        if (config.TimeoutSeconds is not (>= 0.01 and <= 86400))
            throw new ModelSelectionException($"{key}.timeout_s: must be from 0.01 to 86400 seconds.");

        var ownAddress = config.BaseUrl is null;
        return new EndpointSettings(
            name,
            config.Type,
            Address(name, config, environment, $"{key}.base_url"),
            config.ApiKeyEnv ?? (ownAddress ? KeyOf(config.Type) : null),
            config.Concurrency,
            TimeSpan.FromSeconds(config.TimeoutSeconds));
    }

    /// <summary>The endpoint with its key, read now.</summary>
    /// <exception cref="ModelSelectionException">The key is missing or cannot be sent.</exception>
    public OpenAIEndpoint WithKey(Func<string, string?> environment, TimeProvider timeProvider) => new()
    {
        Name = Name,
        BaseUrl = BaseUrl,
        ApiKey = KeyVariable is null ? null : Key(KeyVariable, environment),
        Provider = Provider,
        NetworkTimeout = Timeout,
        TimeProvider = timeProvider,
    };

    private string Key(string variable, Func<string, string?> environment)
    {
        var key = environment(variable)?.Trim();
        if (string.IsNullOrEmpty(key))
        {
            throw new ModelSelectionException(
                $"Endpoint '{Name}' ({BaseUrl}) needs an API key: set the environment variable {variable}. " +
                "A server that needs none: declare it under 'endpoints' in config.yaml with base_url and without api_key_env.");
        }

        return key.All(static c => c is > ' ' and < '\u007f')
            ? key
            : throw new ModelSelectionException($"The API key in {variable} holds white space or characters outside ASCII; it cannot be sent. Copy it again.");
    }

    private static Uri Address(string name, EndpointConfig config, Func<string, string?> environment, string setting)
    {
        var ollama = string.Equals(config.Type, "ollama", StringComparison.Ordinal);
        var variable = ollama ? "OLLAMA_HOST" : "OPENAI_BASE_URL";
        var isProvider = string.Equals(name, config.Type, StringComparison.Ordinal);
        if ((isProvider || config.BaseUrl is null && ollama) && environment(variable) is { } fromEnvironment && !string.IsNullOrWhiteSpace(fromEnvironment))
            return ollama ? EndpointAddress.ParseOllama(fromEnvironment, variable) : EndpointAddress.Parse(fromEnvironment, variable);

        if (ollama)
            return EndpointAddress.ParseOllama(config.BaseUrl ?? "", setting);

        return EndpointAddress.Parse(config.BaseUrl ?? OpenAIAddress, setting);
    }

    private static string? KeyOf(string provider) => string.Equals(provider, "openai", StringComparison.Ordinal) ? OpenAIKey : null;
}
