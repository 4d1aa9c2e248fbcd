using System.Text.Json;
using Microsoft.Extensions.AI;
using Chat = OpenAI.Chat;

namespace Flywheel.Agents.Models.Providers;

/// <summary>Writes <see cref="ChatOptions"/> in the form of the chat-completions protocol.</summary>
internal static class OpenAIOptions
{
    public static Chat.ChatCompletionOptions From(ChatOptions? options, OpenAIEndpoint endpoint)
    {
        var written = new Chat.ChatCompletionOptions();
        if (options is null)
            return written;

        WriteSampling(options, written);
        WriteOutputLimit(options, written, endpoint);
        WriteTools(options, written);
        written.ResponseFormat = Format(options);
        return written;
    }

    private static void WriteSampling(ChatOptions options, Chat.ChatCompletionOptions written)
    {
        written.Temperature = options.Temperature;
        written.TopP = options.TopP;
        written.FrequencyPenalty = options.FrequencyPenalty;
        written.PresencePenalty = options.PresencePenalty;
#pragma warning disable OPENAI001 // the SDK calls the seed experimental; it is part of the protocol
        written.Seed = options.Seed;
#pragma warning restore OPENAI001
        foreach (string stop in options.StopSequences ?? [])
            written.StopSequences.Add(stop);

#pragma warning disable SCME0001 // the patch is the SDK's way to fields it has no property for
        if (options.TopK is { } topK)
            written.Patch.Set("$.top_k"u8, topK);

        if (options.ModelId is { Length: > 0 } model)
            written.Patch.Set("$.model"u8, model);
#pragma warning restore SCME0001
    }

    private static void WriteOutputLimit(ChatOptions options, Chat.ChatCompletionOptions written, OpenAIEndpoint endpoint)
    {
        if (options.MaxOutputTokens is not { } limit)
            return;

        if (endpoint.IsOpenAIItself)
        {
            written.MaxOutputTokenCount = limit;
            return;
        }

#pragma warning disable SCME0001
        written.Patch.Set("$.max_tokens"u8, limit);
#pragma warning restore SCME0001
    }

    private static void WriteTools(ChatOptions options, Chat.ChatCompletionOptions written)
    {
        foreach (AITool tool in options.Tools ?? [])
            written.Tools.Add(Tool(tool));

        if (written.Tools.Count == 0)
            return;

        written.AllowParallelToolCalls = options.AllowMultipleToolCalls;
        written.ToolChoice = options.ToolMode switch
        {
            NoneChatToolMode => Chat.ChatToolChoice.CreateNoneChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => Chat.ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => Chat.ChatToolChoice.CreateRequiredChoice(),
            AutoChatToolMode => Chat.ChatToolChoice.CreateAutoChoice(),
            _ => null,
        };
    }

    private static Chat.ChatTool Tool(AITool tool) => tool is AIFunctionDeclaration function
        ? Chat.ChatTool.CreateFunctionTool(
            function.Name, function.Description, Bytes(function.JsonSchema), Strict(function.AdditionalProperties))
        : throw new NotSupportedException($"The tool '{tool.Name}' ({tool.GetType().Name}) cannot be offered to an OpenAI-compatible endpoint: only functions can.");

    private static Chat.ChatResponseFormat? Format(ChatOptions options) => options.ResponseFormat switch
    {
        ChatResponseFormatText => Chat.ChatResponseFormat.CreateTextFormat(),
        ChatResponseFormatJson { Schema: { } schema } json => Chat.ChatResponseFormat.CreateJsonSchemaFormat(
            json.SchemaName ?? "answer", Bytes(schema), json.SchemaDescription, Strict(options.AdditionalProperties)),
        ChatResponseFormatJson => Chat.ChatResponseFormat.CreateJsonObjectFormat(),
        _ => null,
    };

    private static bool? Strict(IReadOnlyDictionary<string, object?>? properties) =>
        properties is not null && properties.TryGetValue(OpenAIChatClient.StrictProperty, out object? value) ? value as bool? : null;

    private static BinaryData Bytes(JsonElement schema) => BinaryData.FromString(schema.GetRawText());
}
