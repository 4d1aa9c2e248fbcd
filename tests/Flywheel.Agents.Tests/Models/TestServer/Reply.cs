using System.Globalization;

namespace Flywheel.Agents.Tests.Models.TestServer;

/// <summary>One answer of the server. The same reply is written plain or as a stream, as the request asks.</summary>
public sealed record Reply
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The assistant's text; null for an answer that only calls tools.</summary>
    public string? Content { get; init; }

    /// <summary>Tool calls of the answer; streamed, their arguments come in fragments.</summary>
    public IReadOnlyList<ReplyToolCall> Calls { get; init; } = [];

    /// <summary>The refusal, instead of content.</summary>
    public string? RefusalText { get; init; }

    /// <summary><c>stop</c>, <c>length</c>, <c>tool_calls</c> or <c>content_filter</c>.</summary>
    public string FinishReason { get; init; } = "stop";

    /// <summary>The usage reported; null for a count made from the texts.</summary>
    public ReplyUsage? Usage { get; init; }

    /// <summary>The whole body of a plain answer, instead of a completion.</summary>
    public string? RawBody { get; init; }

    /// <summary>The data of every event of a streamed answer, instead of chunks; <c>[DONE]</c> is not added.</summary>
    public IReadOnlyList<string>? RawEvents { get; init; }

    /// <summary>The media type of <see cref="RawBody"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further response headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How much text or how many characters of arguments one chunk of a stream holds.</summary>
    public int ChunkChars { get; init; } = 8;

    /// <summary>Writes and flushes one byte at a time.</summary>
    public bool ByteByByte { get; init; }

    /// <summary>Breaks the answer off, or null.</summary>
    public ReplyCut? Cut { get; init; }

    /// <summary>Stops and waits, or null.</summary>
    public ReplyHold? Hold { get; init; }

    /// <summary>A text answer.</summary>
    public static Reply Text(string content) => new() { Content = content };

    /// <summary>An answer that calls tools.</summary>
    public static Reply ToolCalls(params ReplyToolCall[] calls) => new() { Calls = calls, FinishReason = "tool_calls" };

    /// <summary>An answer that refuses.</summary>
    public static Reply Refusal(string text) => new() { RefusalText = text };

    /// <summary>An error in OpenAI's form.</summary>
    public static Reply Error(int status, string message, string type = "server_error", string? code = null) => new()
    {
        Status = status,
        RawBody = Wire.Json(new { error = new { message, type, param = (string?)null, code } }),
    };

    /// <summary>A body of one's own.</summary>
    public static Reply Raw(string body, int status = 200, string contentType = "application/json") =>
        new() { RawBody = body, Status = status, ContentType = contentType };

    /// <summary>A stream of one's own.</summary>
    public static Reply Events(params string[] data) => new() { RawEvents = data };

    /// <summary>The same, asking to wait some seconds.</summary>
    public Reply RetryAfter(double seconds) => With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same, asking to wait until a date.</summary>
    public Reply RetryAfter(DateTimeOffset date) => With("Retry-After", date.ToString("r", CultureInfo.InvariantCulture));

    /// <summary>The same with one more header.</summary>
    public Reply With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value } };
}

/// <summary>A tool call of an answer.</summary>
/// <param name="Id">The call's identity.</param>
/// <param name="Name">The function.</param>
/// <param name="Arguments">JSON text, whole or as broken as a test wants it.</param>
public sealed record ReplyToolCall(string Id, string Name, string Arguments);

/// <summary>The usage of an answer; cached is a part of prompt, reasoning of completion.</summary>
public sealed record ReplyUsage(int Prompt, int Completion, int Cached = 0, int Reasoning = 0);

/// <summary>Breaks an answer off.</summary>
/// <param name="After">Events of a stream that are still sent; for a plain answer, bytes.</param>
/// <param name="How">How the connection ends.</param>
public sealed record ReplyCut(int After, CutKind How);

/// <summary>How a broken-off answer ends.</summary>
public enum CutKind
{
    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>A stream is closed as if it were complete; a plain answer's connection ends short of its declared length.</summary>
    Close,
}

/// <summary>Makes the server stop before an event (for a plain answer: before its body) until <see cref="Release"/> is called or the client is gone.</summary>
/// <param name="before">Events sent before the stop; 0 stops before the headers.</param>
public sealed class ReplyHold(int before = 0)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _clientGone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Events sent before the stop.</summary>
    public int Before { get; } = before;

    /// <summary>Completes when the server has stopped.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Completes when the client closed the connection during the stop.</summary>
    public Task ClientGone => _clientGone.Task;

    /// <summary>Lets the server go on.</summary>
    public void Release() => _released.TrySetResult();

    internal async Task WaitAsync(CancellationToken aborted)
    {
        _reached.TrySetResult();
        try
        {
            await _released.Task.WaitAsync(aborted);
        }
        catch (OperationCanceledException)
        {
            _clientGone.TrySetResult();
            throw;
        }
    }
}
