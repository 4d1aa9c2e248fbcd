using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Chat;

/// <summary>Prompts and answers as the text that steps keep: every message whole, with its role; tool calls and results as JSON.</summary>
internal static class ChatTranscript
{
    public static string Render(IEnumerable<ChatMessage> messages)
    {
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            if (text.Length > 0)
                text.Append("\n\n");
            text.Append("[[").Append(message.Role.Value).Append("]]\n");
            foreach (var content in message.Contents)
                Append(text, content);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, AIContent content)
    {
        switch (content)
        {
            case TextContent spoken:
                text.Append(spoken.Text);
                break;
            case TextReasoningContent reasoning:
                text.Append("<reasoning>").Append(reasoning.Text).Append("</reasoning>\n");
                break;
            case FunctionCallContent call:
                text.Append("<tool_call id=\"").Append(call.CallId).Append("\" name=\"").Append(call.Name).Append("\">")
                    .Append(JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions)).Append("</tool_call>\n");
                break;
            case FunctionResultContent result:
                text.Append("<tool_result id=\"").Append(result.CallId).Append("\">")
                    .Append(JsonSerializer.Serialize(result.Result, AIJsonUtilities.DefaultOptions)).Append("</tool_result>\n");
                break;
            case UsageContent:
                break;
            default:
                text.Append('<').Append(content.GetType().Name).Append("/>\n");
                break;
        }
    }
}
