using System.Text.Json;

namespace Flywheel.Agents.Models.Providers;

/// <summary>
/// What an error body says. Read: OpenAI's <c>{"error": {"message", "code", "type"}}</c>, Ollama's <c>{"error": "text"}</c>,
/// vLLM's <c>{"message", "code"}</c>, FastAPI's <c>{"detail"}</c>; anything else as plain text.
/// </summary>
/// <param name="Message">The provider's words, or null when the body is empty.</param>
/// <param name="Code">The provider's code or type, or null.</param>
internal readonly record struct ProviderError(string? Message, string? Code)
{
    private const int MaxChars = 2000;

    public static ProviderError Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(document.RootElement) ?? new ProviderError(Bounded(body), null);
        }
        catch (JsonException)
        {
            return new ProviderError(Bounded(body), null);
        }
    }

    private static ProviderError? Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return new ProviderError(Bounded(json.GetString()!), null);

        if (json.ValueKind != JsonValueKind.Object)
            return null;

        if (json.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
            return Read(error);

        if (json.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String)
            return new ProviderError(Bounded(message.GetString()!), CodeIn(json, "code") ?? CodeIn(json, "type"));

        return json.TryGetProperty("detail", out JsonElement detail) ? new ProviderError(Bounded(detail.ToString()), null) : null;
    }

    private static string? CodeIn(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement code) && code.ValueKind is JsonValueKind.String or JsonValueKind.Number ? code.ToString() : null;

    private static string? Bounded(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length switch
        {
            0 => null,
            <= MaxChars => trimmed,
            _ => $"{trimmed[..MaxChars]}… ({trimmed.Length - MaxChars} more characters)",
        };
    }
}
