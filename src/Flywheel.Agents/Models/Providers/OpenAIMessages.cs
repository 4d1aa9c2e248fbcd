using System.Text.Json;
using Microsoft.Extensions.AI;
using Chat = OpenAI.Chat;

namespace Flywheel.Agents.Models.Providers;

/// <summary>
/// Writes messages in the form of the chat-completions protocol. Reasoning from earlier answers is not sent back; any other content the protocol
/// cannot carry is refused, never dropped.
/// </summary>
internal static class OpenAIMessages
{
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static IEnumerable<Chat.ChatMessage> From(IEnumerable<ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrEmpty(instructions))
            yield return new Chat.SystemChatMessage(instructions);

        foreach (ChatMessage message in messages)
        {
            foreach (Chat.ChatMessage written in From(message))
                yield return written;
        }
    }

    private static IEnumerable<Chat.ChatMessage> From(ChatMessage message)
    {
        if (message.Role == ChatRole.System)
            return [new Chat.SystemChatMessage(Parts(message))];

        if (message.Role == ChatRole.User)
            return [new Chat.UserChatMessage(Parts(message))];

        if (message.Role == ChatRole.Assistant)
            return [Assistant(message)];

        if (message.Role == ChatRole.Tool)
            return message.Contents.Select(ToolResult);

        throw new NotSupportedException($"A message of role '{message.Role}' cannot be sent to an OpenAI-compatible endpoint.");
    }

    private static Chat.AssistantChatMessage Assistant(ChatMessage message)
    {
        Chat.ChatToolCall[] calls = [.. message.Contents.OfType<FunctionCallContent>().Select(ToolCall)];
        if (message.Contents.FirstOrDefault(static content =>
            content is not (TextContent or FunctionCallContent or TextReasoningContent or UsageContent or ErrorContent)) is { } other)
        {
            throw Unsendable(other);
        }

        if (calls.Length == 0)
            return new Chat.AssistantChatMessage(message.Text);

        var written = new Chat.AssistantChatMessage(calls);
        if (message.Text.Length > 0)
            written.Content.Add(Chat.ChatMessageContentPart.CreateTextPart(message.Text));

        return written;
    }

    private static Chat.ChatToolCall ToolCall(FunctionCallContent call) =>
        Chat.ChatToolCall.CreateFunctionToolCall(
            call.CallId,
            call.Name,
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(
                call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal),
                Compact.GetTypeInfo(typeof(IDictionary<string, object?>)))));

    private static Chat.ToolChatMessage ToolResult(AIContent content) => content is FunctionResultContent result
        ? new Chat.ToolChatMessage(result.CallId, ResultText(result))
        : throw new NotSupportedException($"A tool message holds function results only, not {content.GetType().Name}.");

    private static string ResultText(FunctionResultContent result) => result switch
    {
        { Result: string text } => text,
        { Result: null, Exception: { } error } => $"Error: {error.Message}",
        { Result: null } => "",
        { Result: TextContent text } => text.Text,
        _ => JsonSerializer.Serialize(result.Result, Compact.GetTypeInfo(result.Result.GetType())),
    };

    // Text alone goes as one string: some compatible servers do not read content given as a list of parts.
    private static Chat.ChatMessageContentPart[] Parts(ChatMessage message) => message.Contents.All(static content => content is TextContent)
        ? [Chat.ChatMessageContentPart.CreateTextPart(message.Text)]
        : [.. message.Contents.Select(Part)];

    private static Chat.ChatMessageContentPart Part(AIContent content) => content switch
    {
        TextContent text => Chat.ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent image when image.HasTopLevelMediaType("image") =>
            Chat.ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(image.Data), image.MediaType),
        UriContent image when image.HasTopLevelMediaType("image") => Chat.ChatMessageContentPart.CreateImagePart(image.Uri),
        _ => throw Unsendable(content),
    };

    private static NotSupportedException Unsendable(AIContent content) =>
        new($"Content of type {content.GetType().Name} cannot be sent to an OpenAI-compatible endpoint.");
}
