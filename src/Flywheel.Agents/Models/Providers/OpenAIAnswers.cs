using System.Text.Json;
using Microsoft.Extensions.AI;
using Chat = OpenAI.Chat;

namespace Flywheel.Agents.Models.Providers;

/// <summary>Reads what the chat-completions protocol answers.</summary>
internal static class OpenAIAnswers
{
    public static ChatResponse Read(Chat.ChatCompletion completion)
    {
        var message = new ChatMessage(ChatRole.Assistant, [.. Texts(completion.Content), .. Calls(completion.ToolCalls)]) { MessageId = completion.Id };
        if (completion.Refusal is { Length: > 0 } refusal)
            message.Contents.Add(Refusal(refusal));

        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = FinishReason(completion.FinishReason, completion.ToolCalls.Count),
            Usage = completion.Usage is { } usage ? Usage(usage) : null,
            RawRepresentation = completion,
        };
    }

    public static IEnumerable<TextContent> Texts(Chat.ChatMessageContent? content) =>
        from part in content ?? []
        where part.Kind == Chat.ChatMessageContentPartKind.Text && part.Text.Length > 0
        select new TextContent(part.Text);

    public static ErrorContent Refusal(string text) => new(text) { ErrorCode = "refusal" };

    /// <summary>
    /// A call as the model wrote it. Arguments that are no JSON object leave <see cref="FunctionCallContent.Arguments"/> null and say so in
    /// <see cref="FunctionCallContent.Exception"/>, so that the model can be told.
    /// </summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        try
        {
            return new FunctionCallContent(id, name, Arguments(arguments));
        }
        catch (JsonException e)
        {
            return new FunctionCallContent(id, name)
            {
                Exception = new FormatException($"The arguments of the call of '{name}' are not a JSON object: {arguments}", e),
            };
        }
    }

    /// <summary>Some servers finish with <c>stop</c> where the protocol says <c>tool_calls</c>.</summary>
    public static ChatFinishReason FinishReason(Chat.ChatFinishReason reason, int toolCalls) => reason switch
    {
        Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        Chat.ChatFinishReason.ToolCalls or Chat.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => toolCalls > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
    };

    /// <summary>Cached tokens are a part of the input and reasoning tokens a part of the output, as the protocol counts them.</summary>
    public static UsageDetails Usage(Chat.ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };

    private static IEnumerable<FunctionCallContent> Calls(IReadOnlyList<Chat.ChatToolCall> calls) =>
        calls.Select(static (call, i) => Call(call.Id is { Length: > 0 } id ? id : CallId(i), call.FunctionName, call.FunctionArguments.ToString()));

    /// <summary>An identity for a call that came without one.</summary>
    public static string CallId(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"call_{index + 1}");

    private static Dictionary<string, object?> Arguments(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return new Dictionary<string, object?>(StringComparer.Ordinal);

        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value.Clone(), StringComparer.Ordinal)
            : throw new JsonException("an object was expected");
    }
}
