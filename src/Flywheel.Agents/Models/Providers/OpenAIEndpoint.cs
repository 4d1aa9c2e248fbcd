namespace Flywheel.Agents.Models.Providers;

/// <summary>Where an OpenAI-compatible API is and how to talk to it. Immutable and thread-safe; printing it does not show the key.</summary>
public sealed class OpenAIEndpoint
{
    /// <summary>The name shown in messages: the configured endpoint, or the provider prefix.</summary>
    public required string Name { get; init; }

    /// <summary>The base address up to and without <c>/chat/completions</c>, for example <c>https://api.openai.com/v1</c>; http or https.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The bearer token, or null to send none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The provider's name in traces, as OpenTelemetry's GenAI conventions spell it.</summary>
    public string Provider { get; init; } = "openai";

    /// <summary>The longest wait for a plain answer, or between two reads of a streamed one.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Turns a <c>Retry-After</c> date into a wait.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether the server is OpenAI's own (or Azure's), which wants the output limit as <c>max_completion_tokens</c>; the compatible servers
    /// know it as <c>max_tokens</c>, and some of them ignore the new name, which would leave a generation without a limit.
    /// </summary>
    internal bool IsOpenAIItself =>
        BaseUrl.Host.Equals("api.openai.com", StringComparison.OrdinalIgnoreCase) || BaseUrl.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Removes the key from a text that came from outside.</summary>
    internal string WithoutKey(string text) => ApiKey is { Length: > 3 } key ? text.Replace(key, "[key]", StringComparison.Ordinal) : text;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({BaseUrl})";
}
