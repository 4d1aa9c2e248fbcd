using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Flywheel.Agents.Tests.Models.TestServer;

/// <summary>
/// A server on a free loopback port that speaks the chat-completions protocol: plain and streamed, with errors, delays and broken connections as scripted.
/// Scripted replies come first, in order; then <see cref="Responder"/> answers. Requests that break the protocol get the error a real server gives.
/// The folder of this file depends on nothing else of this project and can be compiled into others. Thread-safe.
/// </summary>
public sealed class OpenAiTestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Reply> _script = new();
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly Lock _counting = new();
    private int _answers;
    private int _inFlight;

    private OpenAiTestServer(WebApplication app) => _app = app;

    /// <summary>The address to configure as <c>base_url</c>; always loopback.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Every request, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>The most requests that were answered at the same time.</summary>
    public int PeakInFlight { get; private set; }

    /// <summary>Answers what the script does not; null answers with an error that says so.</summary>
    public Func<RecordedRequest, Reply>? Responder { get; set; }

    /// <summary>Starts a server with a script.</summary>
    public static async Task<OpenAiTestServer> StartAsync(params Reply[] script)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        var server = new OpenAiTestServer(app);
        server.Enqueue(script);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        server.BaseUrl = new Uri(app.Urls.Single() + "/v1");
        return server.BaseUrl.IsLoopback ? server : throw new InvalidOperationException("The test server must listen on loopback only.");
    }

    /// <summary>Starts a server that answers every request with the text a function makes of its JSON.</summary>
    public static async Task<OpenAiTestServer> StartAsync(Func<JsonElement, string> responder)
    {
        OpenAiTestServer server = await StartAsync();
        server.Responder = request => Reply.Text(responder(request.Body));
        return server;
    }

    /// <summary>Adds replies to the script.</summary>
    public void Enqueue(params Reply[] replies)
    {
        foreach (Reply reply in replies)
            _script.Enqueue(reply);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Count(+1);
        try
        {
            RecordedRequest request = await ReadAsync(context);
            _requests.Enqueue(request);
            await AnswerAsync(context, request, Choose(context, request));
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the answer was to be broken off.
        }
        finally
        {
            Count(-1);
        }
    }

    private static async Task<RecordedRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string text = await reader.ReadToEndAsync(context.RequestAborted);
        return new RecordedRequest
        {
            Path = context.Request.Path,
            Headers = context.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = Parse(text),
        };
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private Reply Choose(HttpContext context, RecordedRequest request)
    {
        if (!string.Equals(request.Path, "/v1/chat/completions", StringComparison.Ordinal) || !HttpMethods.IsPost(context.Request.Method))
            return Reply.Error(404, $"Unknown request URL: {context.Request.Method} {request.Path}.", "invalid_request_error", "unknown_url");

        if (RequestRules.Breach(request.Body) is { } breach)
            return Reply.Error(400, breach, "invalid_request_error");

        if (_script.TryDequeue(out Reply? scripted))
            return scripted;

        return Responder is { } responder ? responder(request) : Reply.Error(501, "The test server has no reply left.");
    }

    private async Task AnswerAsync(HttpContext context, RecordedRequest request, Reply reply)
    {
        if (reply.Hold is { Before: 0 } hold)
            await hold.WaitAsync(context.RequestAborted);

        string id = string.Create(CultureInfo.InvariantCulture, $"chatcmpl-{Interlocked.Increment(ref _answers)}");
        context.Response.StatusCode = reply.Status;
        foreach ((string name, string value) in reply.Headers)
            context.Response.Headers[name] = value;

        if (request.Streamed && reply.RawBody is null)
            await StreamAsync(context, [.. Wire.Events(id, request, reply)], reply);
        else
            await WriteWholeAsync(context, Encoding.UTF8.GetBytes(Wire.Completion(id, request, reply)), reply);
    }

    private static async Task WriteWholeAsync(HttpContext context, byte[] body, Reply reply)
    {
        context.Response.ContentType = reply.ContentType;
        context.Response.ContentLength = body.Length;
        int length = Math.Min(body.Length, reply.Cut?.After ?? body.Length);
        await WriteAsync(context, body.AsMemory(0, length), reply.ByteByByte);
        if (reply.Cut is { } cut)
            await BreakAsync(context, cut.How);
    }

    private static async Task StreamAsync(HttpContext context, string[] events, Reply reply)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        for (int i = 0; i < events.Length; i++)
        {
            if (reply.Hold is { } hold && hold.Before == i && i > 0)
                await hold.WaitAsync(context.RequestAborted);

            if (reply.Cut is { } cut && cut.After == i)
            {
                await BreakAsync(context, cut.How);
                return;
            }

            await WriteAsync(context, Encoding.UTF8.GetBytes($"data: {events[i]}\n\n"), reply.ByteByByte);
        }
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, bool byteByByte)
    {
        int step = byteByByte ? 1 : Math.Max(1, bytes.Length);
        for (int i = 0; i < bytes.Length; i += step)
        {
            await context.Response.Body.WriteAsync(bytes.Slice(i, step), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task BreakAsync(HttpContext context, CutKind how)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (how == CutKind.Reset)
            context.Abort();
    }

    private void Count(int change)
    {
        lock (_counting)
        {
            _inFlight += change;
            PeakInFlight = Math.Max(PeakInFlight, _inFlight);
        }
    }
}
