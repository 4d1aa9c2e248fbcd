using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Chat;

/// <summary>
/// Prompts and answers as the text that steps keep: every message whole, with its role; tool calls and results as JSON; of binary contents their type,
/// size and hash. Thread-safe.
/// </summary>
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
                text.Append("<tool_call id=\"").Append(call.CallId).Append("\" name=\"").Append(call.Name).Append("\">").Append(Json(call.Arguments)).Append("</tool_call>\n");
                break;
            case FunctionResultContent result:
                text.Append("<tool_result id=\"").Append(result.CallId).Append("\">").Append(Json(result.Result)).Append("</tool_result>\n");
                break;
            case DataContent data:
                text.Append(CultureInfo.InvariantCulture, $"<data type=\"{data.MediaType}\" bytes=\"{data.Data.Length}\" sha256=\"{Convert.ToHexStringLower(SHA256.HashData(data.Data.Span))}\"/>\n");
                break;
            case UriContent link:
                text.Append(CultureInfo.InvariantCulture, $"<uri type=\"{link.MediaType}\">{link.Uri}</uri>\n");
                break;
            case ErrorContent error:
                text.Append("<error>").Append(error.Message).Append("</error>\n");
                break;
            case UsageContent:
                break;
            default:
                text.Append('<').Append(content.GetType().Name).Append("/>\n");
                break;
        }
    }

    /// <summary>A value as JSON; one that JSON can not hold as its own text: a call is never lost for the way it is written down.</summary>
    private static string Json(object? value)
    {
        try
        {
            return JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions);
        }
        catch (Exception problem) when (problem is NotSupportedException or JsonException or ArgumentException or InvalidOperationException)
        {
            return value?.ToString() ?? "";
        }
    }
}
