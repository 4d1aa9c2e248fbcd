using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Flywheel.Tracing.Telemetry;

/// <summary>
/// What OpenTelemetry sees of runs: one activity source and one meter, both named <see cref="GenAiNames.Source"/>. Nothing is created unless someone
/// listens. Thread-safe.
/// </summary>
internal static class RunTelemetry
{
    private static readonly Meter Meter = new(new MeterOptions(GenAiNames.Source) { TelemetrySchemaUrl = GenAiNames.SchemaUrl });

    private static readonly Histogram<long> TokenUsage =
        Meter.CreateHistogram<long>(GenAiNames.TokenUsageMetric, "{token}", "Number of input and output tokens used.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>(GenAiNames.DurationMetric, "s", "GenAI operation duration.");

    internal static ActivitySource Activities { get; } =
        new(new ActivitySourceOptions(GenAiNames.Source) { TelemetrySchemaUrl = GenAiNames.SchemaUrl });

    /// <summary>Reports a finished model call.</summary>
    internal static void ReportCall(string provider, string model, long inputTokens, long outputTokens, TimeSpan took, string? error)
    {
        if (!TokenUsage.Enabled && !Duration.Enabled)
            return;
        var tags = new TagList
        {
            { GenAiNames.Operation, GenAiNames.OperationChat },
            { GenAiNames.Provider, provider },
            { GenAiNames.RequestModel, model },
        };
        if (error is not null)
            tags.Add(GenAiNames.ErrorType, error);
        Duration.Record(took.TotalSeconds, tags);
        var input = tags;
        input.Add(GenAiNames.TokenType, "input");
        TokenUsage.Record(inputTokens, input);
        var output = tags;
        output.Add(GenAiNames.TokenType, "output");
        TokenUsage.Record(outputTokens, output);
    }
}
