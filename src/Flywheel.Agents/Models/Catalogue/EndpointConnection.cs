using Flywheel.Agents.Models.Providers;

namespace Flywheel.Agents.Models.Catalogue;

/// <summary>What every client of one endpoint shares: connections, key and the limit on calls at a time.</summary>
internal sealed class EndpointConnection : IDisposable
{
    private static readonly TimeSpan MaxConnectTime = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    public EndpointConnection(OpenAIEndpoint endpoint, int? concurrency)
    {
        Endpoint = endpoint;
        Gate = concurrency is { } limit ? new SemaphoreSlim(limit, limit) : null;
        _http = new HttpClient(Handler(endpoint)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public OpenAIEndpoint Endpoint { get; }

    /// <summary>The limit, or null when there is none.</summary>
    public SemaphoreSlim? Gate { get; }

    public OpenAIChatClient Client(string model) => new(Endpoint, model, _http);

    public void Dispose()
    {
        _http.Dispose();
        Gate?.Dispose();
    }

    // Redirects are not followed: the key belongs to the address it was given for.
    private static SocketsHttpHandler Handler(OpenAIEndpoint endpoint) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !endpoint.BaseUrl.IsLoopback,
        ConnectTimeout = endpoint.NetworkTimeout < MaxConnectTime ? endpoint.NetworkTimeout : MaxConnectTime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
