namespace Flywheel.Agents.Models.Catalogue;

/// <summary>One entry of <c>endpoints</c> in <c>config.yaml</c>. Holds no key: only the name of the variable that does. Immutable and thread-safe.</summary>
public sealed record EndpointConfig
{
    /// <summary>The protocol, <c>type</c>: <c>openai</c> (the default) or <c>ollama</c>.</summary>
    public string Type { get; init; } = "openai";

    /// <summary>
    /// <c>base_url</c>: http or https, without <c>/chat/completions</c>; null means the provider's own address. For type <c>ollama</c> the <c>/v1</c> may be left out.
    /// </summary>
    public string? BaseUrl { get; init; }

    /// <summary><c>api_key_env</c>: the environment variable that holds the key; null sends no key, except to the provider's own address.</summary>
    public string? ApiKeyEnv { get; init; }

    /// <summary><c>concurrency</c>: most calls at a time, at least 1; null means no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>
    /// <c>timeout_s</c>: seconds one attempt may take; for a streamed answer, the longest silence. 0.01 to 86400.
    /// </summary>
    public double TimeoutSeconds { get; init; } = 120;
}
