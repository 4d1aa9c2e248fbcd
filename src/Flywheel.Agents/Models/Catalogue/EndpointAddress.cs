using System.Globalization;

namespace Flywheel.Agents.Models.Catalogue;

/// <summary>Reads where an endpoint is. Every problem is reported with the setting it comes from, and never with a password that may stand in an address.</summary>
internal static class EndpointAddress
{
    private const string OllamaPort = "11434";

    /// <summary>A base address as <c>base_url</c> or <c>OPENAI_BASE_URL</c> give it.</summary>
    public static Uri Parse(string text, string setting)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            throw new ModelSelectionException($"{setting}: the address must begin with http:// or https:// and name a host, for example http://localhost:8000/v1.");

        if (uri.UserInfo.Length > 0)
            throw new ModelSelectionException($"{setting}: an address must not hold a user name or password; put the key into an environment variable and name it in api_key_env.");

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new ModelSelectionException($"{setting}: an address must not hold a query ('?…') or fragment ('#…').");

        var path = uri.AbsolutePath.TrimEnd('/');
        return path.EndsWith("/chat/completions", StringComparison.OrdinalIgnoreCase)
            ? throw new ModelSelectionException($"{setting}: leave out '/chat/completions'; it is added to every request.")
            : new Uri(uri.GetLeftPart(UriPartial.Authority) + path);
    }

    /// <summary>
    /// Ollama's OpenAI-compatible address for what <c>OLLAMA_HOST</c> may hold: a host, a port or both (port 11434 when none is given), or a whole address.
    /// An address to listen on (<c>0.0.0.0</c>) stands for this machine.
    /// </summary>
    public static Uri ParseOllama(string text, string setting)
    {
        var host = text.Trim();
        if (!host.Contains("://", StringComparison.Ordinal))
            host = "http://" + WithPort(host);

        var uri = Parse(host, setting);
        if (uri.Host is "0.0.0.0" or "[::]")
            uri = new UriBuilder(uri) { Host = "127.0.0.1" }.Uri;

        return uri.AbsolutePath.Length > 1 ? uri : new Uri(uri, "/v1");
    }

    private static string WithPort(string host)
    {
        var colon = host.LastIndexOf(':');
        var hasPort = colon >= 0 && colon > host.LastIndexOf(']') && ushort.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var named = host.StartsWith(':') || host.Length == 0 ? "127.0.0.1" + host : host;
        return hasPort ? named : $"{named}:{OllamaPort}";
    }
}
