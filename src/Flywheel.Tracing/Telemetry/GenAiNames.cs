namespace Flywheel.Tracing.Telemetry;

/// <summary>The names of OpenTelemetry's semantic conventions for generative AI that we write, in one place.</summary>
public static class GenAiNames
{
    /// <summary>The conventions' version.</summary>
    public const string SchemaUrl = "https://opentelemetry.io/schemas/1.37.0";

    /// <summary>Our activity source and meter.</summary>
    public const string Source = "Flywheel";

    internal const string Operation = "gen_ai.operation.name";
    internal const string OperationInvokeAgent = "invoke_agent";
    internal const string OperationChat = "chat";
    internal const string OperationExecuteTool = "execute_tool";
    internal const string AgentName = "gen_ai.agent.name";
    internal const string ConversationId = "gen_ai.conversation.id";
    internal const string Provider = "gen_ai.provider.name";
    internal const string RequestModel = "gen_ai.request.model";
    internal const string ResponseModel = "gen_ai.response.model";
    internal const string FinishReasons = "gen_ai.response.finish_reasons";
    internal const string InputTokens = "gen_ai.usage.input_tokens";
    internal const string OutputTokens = "gen_ai.usage.output_tokens";
    internal const string ToolName = "gen_ai.tool.name";
    internal const string TokenType = "gen_ai.token.type";
    internal const string TokenUsageMetric = "gen_ai.client.token.usage";
    internal const string DurationMetric = "gen_ai.client.operation.duration";
    internal const string ErrorType = "error.type";
    internal const string RunId = "flywheel.run.id";
    internal const string Stage = "flywheel.stage";
    internal const string Outcome = "flywheel.run.final";
}
