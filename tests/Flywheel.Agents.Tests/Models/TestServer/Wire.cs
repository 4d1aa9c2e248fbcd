using System.Text.Json;

namespace Flywheel.Agents.Tests.Models.TestServer;

/// <summary>The bytes of the chat-completions protocol, as OpenAI documents them.</summary>
internal static class Wire
{
    private const long Created = 1_700_000_000;

    public static string Json(object value) => JsonSerializer.Serialize(value);

    public static string Completion(string id, RecordedRequest request, Reply reply) => reply.RawBody ?? Json(new
    {
        id,
        @object = "chat.completion",
        created = Created,
        model = request.Model,
        choices = new[]
        {
            new
            {
                index = 0,
                message = Message(reply),
                logprobs = (object?)null,
                finish_reason = reply.FinishReason,
            },
        },
        usage = Usage(request, reply),
        service_tier = "default",
        system_fingerprint = "fp_test",
    });

    /// <summary>The data of every event of a streamed answer, in order.</summary>
    public static IEnumerable<string> Events(string id, RecordedRequest request, Reply reply)
    {
        if (reply.RawEvents is not null)
            return reply.RawEvents;

        IEnumerable<object> deltas =
        [
            new { role = "assistant", content = reply.Content is null ? null : "", refusal = (string?)null },
            .. Pieces(reply.Content ?? "", reply.ChunkChars).Select(static piece => new { content = piece }),
            .. Pieces(reply.RefusalText ?? "", reply.ChunkChars).Select(static piece => new { refusal = piece }),
            .. reply.Calls.SelectMany((call, index) => CallDeltas(call, index, reply.ChunkChars)),
        ];
        return
        [
            .. deltas.Select(delta => Chunk(id, request, delta, null)),
            Chunk(id, request, new { }, reply.FinishReason),
            .. request.IncludeUsage ? [UsageChunk(id, request, reply)] : Array.Empty<string>(),
            "[DONE]",
        ];
    }

    private static Dictionary<string, object?> Message(Reply reply)
    {
        var message = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["role"] = "assistant",
            ["content"] = reply.Content,
            ["refusal"] = reply.RefusalText,
            ["annotations"] = Array.Empty<object>(),
        };
        if (reply.Calls.Count > 0)
            message["tool_calls"] = reply.Calls.Select(static c => new { id = c.Id, type = "function", function = new { name = c.Name, arguments = c.Arguments } });

        return message;
    }

    private static IEnumerable<object> CallDeltas(ReplyToolCall call, int index, int size) =>
    [
        new { tool_calls = new[] { new { index, id = call.Id, type = "function", function = new { name = call.Name, arguments = "" } } } },
        .. Pieces(call.Arguments, size).Select(piece => new { tool_calls = new[] { new { index, function = new { arguments = piece } } } }),
    ];

    private static string Chunk(string id, RecordedRequest request, object delta, string? finishReason)
    {
        var chunk = Head(id, request);
        chunk["choices"] = new[] { new { index = 0, delta, logprobs = (object?)null, finish_reason = finishReason } };
        if (request.IncludeUsage)
            chunk["usage"] = null;

        return Json(chunk);
    }

    private static string UsageChunk(string id, RecordedRequest request, Reply reply)
    {
        var chunk = Head(id, request);
        chunk["choices"] = Array.Empty<object>();
        chunk["usage"] = Usage(request, reply);
        return Json(chunk);
    }

    private static Dictionary<string, object?> Head(string id, RecordedRequest request) => new(StringComparer.Ordinal)
    {
        ["id"] = id,
        ["object"] = "chat.completion.chunk",
        ["created"] = Created,
        ["model"] = request.Model,
        ["service_tier"] = "default",
        ["system_fingerprint"] = "fp_test",
    };

    private static object Usage(RecordedRequest request, Reply reply)
    {
        ReplyUsage usage = reply.Usage ?? new ReplyUsage(
            Tokens(request.Body.GetProperty("messages").GetRawText().Length),
            Tokens((reply.Content?.Length ?? 0) + reply.Calls.Sum(static c => c.Name.Length + c.Arguments.Length)));
        return new
        {
            prompt_tokens = usage.Prompt,
            completion_tokens = usage.Completion,
            total_tokens = usage.Prompt + usage.Completion,
            prompt_tokens_details = new { cached_tokens = usage.Cached, audio_tokens = 0 },
            completion_tokens_details = new { reasoning_tokens = usage.Reasoning, audio_tokens = 0, accepted_prediction_tokens = 0, rejected_prediction_tokens = 0 },
        };
    }

    // A deterministic stand-in for a tokenizer.
    private static int Tokens(int characters) => (characters + 3) / 4;

    // A character outside the basic plane stays whole, as it does in a tokenizer's text.
    private static IEnumerable<string> Pieces(string text, int size)
    {
        for (int start = 0, length; start < text.Length; start += length)
        {
            length = Math.Min(size, text.Length - start);
            if (char.IsHighSurrogate(text[start + length - 1]) && start + length < text.Length)
                length++;

            yield return text.Substring(start, length);
        }
    }
}
