using System.Text.Json;

namespace Flywheel.Agents.Tests.Models.TestServer;

/// <summary>What a request of the chat-completions protocol must hold; the first breach, in words, or null.</summary>
internal static class RequestRules
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    public static string? Breach(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return "We could not parse the JSON body of your request.";

        if (!IsText(body, "model"))
            return "you must provide a model parameter";

        if (!body.TryGetProperty("messages", out JsonElement messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            return "Missing required parameter: 'messages'.";

        if (body.TryGetProperty("max_tokens", out _) && body.TryGetProperty("max_completion_tokens", out _))
            return "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";

        if (body.TryGetProperty("stream_options", out _) && !(body.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind == JsonValueKind.True))
            return "The 'stream_options' parameter is only allowed when 'stream' is enabled.";

        return Messages(messages) ?? Tools(body) ?? ResponseFormat(body);
    }

    private static string? Messages(JsonElement messages)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string role = IsText(message, "role") ? message.GetProperty("role").GetString()! : "";
            if (!Roles.Contains(role, StringComparer.Ordinal))
                return $"Invalid value: '{role}'. Supported values are: {string.Join(", ", Roles)}.";

            if (role is "tool" && !(IsText(message, "tool_call_id") && open.Remove(message.GetProperty("tool_call_id").GetString()!)))
                return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";

            if (role is not "tool" && open.Count > 0)
                return $"An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id': {string.Join(", ", open)}";

            bool calls = message.TryGetProperty("tool_calls", out JsonElement toolCalls);
            if (!calls && (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array)))
                return $"Invalid value for 'content' of a '{role}' message: expected a string or a list of parts.";

            if (calls)
                open.UnionWith(toolCalls.EnumerateArray().Select(static call => call.GetProperty("id").GetString()!));
        }

        return open.Count > 0 ? "An assistant message with 'tool_calls' must be followed by tool messages." : null;
    }

    private static string? Tools(JsonElement body)
    {
        if (!body.TryGetProperty("tools", out JsonElement tools))
            return body.TryGetProperty("tool_choice", out _) ? "'tool_choice' is only allowed when 'tools' are specified." : null;

        return tools.EnumerateArray().All(static tool =>
            tool.GetProperty("type").ValueEquals("function") && IsText(tool.GetProperty("function"), "name"))
            ? null
            : "Invalid 'tools': each needs a type and a function with a name.";
    }

    private static string? ResponseFormat(JsonElement body)
    {
        if (!body.TryGetProperty("response_format", out JsonElement format))
            return null;

        string type = IsText(format, "type") ? format.GetProperty("type").GetString()! : "";
        return type switch
        {
            "text" or "json_object" => null,
            "json_schema" when format.TryGetProperty("json_schema", out JsonElement schema)
                && IsText(schema, "name") && schema.TryGetProperty("schema", out JsonElement definition) && definition.ValueKind == JsonValueKind.Object => null,
            "json_schema" => "Missing required parameter: 'response_format.json_schema'.",
            _ => $"Invalid value: '{type}'. Supported values are: 'text', 'json_object' and 'json_schema'.",
        };
    }

    private static bool IsText(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0;
}
