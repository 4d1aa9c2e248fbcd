using Flywheel.Agents.Models.Providers;
using Flywheel.Agents.Tests.Models.TestServer;

namespace Flywheel.Agents.Tests.Models.Providers;

/// <summary>Clients of the adapter for servers on this machine; any other address is refused before it is connected to.</summary>
internal sealed class LoopbackClients : IDisposable
{
    public const string Key = "sk-test-0123456789abcdef";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public OpenAIChatClient For(OpenAiTestServer server, TimeSpan? networkTimeout = null, TimeProvider? time = null) =>
        For(server.BaseUrl, Key, networkTimeout, time);

    public OpenAIChatClient For(Uri baseUrl, string? key = Key, TimeSpan? networkTimeout = null, TimeProvider? time = null)
    {
        baseUrl.IsLoopback.ShouldBeTrue();
        var endpoint = new OpenAIEndpoint
        {
            Name = "local",
            BaseUrl = baseUrl,
            ApiKey = key,
            NetworkTimeout = networkTimeout ?? TimeSpan.FromMinutes(5),
            TimeProvider = time ?? TimeProvider.System,
        };
        return new OpenAIChatClient(endpoint, "test-model", _http);
    }

    public void Dispose() => _http.Dispose();
}
