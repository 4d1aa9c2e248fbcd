using System.Diagnostics;
using System.Diagnostics.Metrics;
using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Telemetry;

/// <summary>
/// What OpenTelemetry sees of runs: one activity source and one meter, both named <see cref="GenAiNames.Source"/>. Nothing is created unless someone
/// listens. Thread-safe.
/// </summary>
internal static class RunTelemetry
{
    private static readonly Meter Meter = new(new MeterOptions(GenAiNames.Source) { TelemetrySchemaUrl = GenAiNames.SchemaUrl });

    private static readonly Histogram<long> TokenUsage = Meter.CreateHistogram(
        GenAiNames.TokenUsageMetric, "{token}", "Number of input and output tokens used.", tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] });

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        GenAiNames.DurationMetric, "s", "GenAI operation duration.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });

    internal static ActivitySource Activities { get; } =
        new(new ActivitySourceOptions(GenAiNames.Source) { TelemetrySchemaUrl = GenAiNames.SchemaUrl });

    /// <summary>
    /// Starts an activity under a given parent and leaves the ambient one as it was: a run's activities hang together by lanes, not by who calls whom.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="parent">Its parent; null for the ambient activity, or none.</param>
    /// <param name="start">When it began, if not now.</param>
    /// <returns>Null when no listener wants it.</returns>
    internal static Activity? Start(string name, ActivityKind kind, Activity? parent, DateTimeOffset start = default)
    {
        var ambient = Activity.Current;
        var activity = Activities.StartActivity(name, kind, parent?.Context ?? default, startTime: start);
        if (activity is not null)
            Activity.Current = ambient;
        return activity;
    }

    /// <summary>Ends an activity and leaves the ambient one as it was.</summary>
    internal static void Stop(Activity activity)
    {
        var ambient = Activity.Current;
        activity.Dispose();
        Activity.Current = ReferenceEquals(ambient, activity) ? null : ambient;
    }

    /// <summary>Starts the activity of a run, below the ambient one if there is any; null when nobody listens.</summary>
    internal static Activity? StartRun(RunRecord prefix)
    {
        if (!Activities.HasListeners())
            return null;
        var activity = Start($"{GenAiNames.OperationInvokeAgent} {prefix.Harness?.Name ?? "agent"}", ActivityKind.Internal, parent: null);
        activity?.SetTag(GenAiNames.Operation, GenAiNames.OperationInvokeAgent);
        activity?.SetTag(GenAiNames.AgentName, prefix.Harness?.Name);
        activity?.SetTag(GenAiNames.ConversationId, prefix.SessionId);
        activity?.SetTag(GenAiNames.RunId, prefix.RunId);
        return activity;
    }

    /// <summary>Ends the activity of a run.</summary>
    internal static void EndRun(Activity activity, RunRecord record)
    {
        activity.SetTag(GenAiNames.Outcome, record.Final);
        activity.SetTag(GenAiNames.InputTokens, record.InputTokens);
        activity.SetTag(GenAiNames.OutputTokens, record.OutputTokens);
        if (record.Error is { } error)
            activity.SetTag(GenAiNames.ErrorType, error.Type);
        if (record.Final == "ERROR")
            activity.SetStatus(ActivityStatusCode.Error, record.Error?.Message);
        Stop(activity);
    }

    /// <summary>Reports a finished model call.</summary>
    /// <param name="provider">Who was called.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="inputTokens">Null when the provider did not say.</param>
    /// <param name="outputTokens">Null when the provider did not say.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="error">The kind of failure, or null.</param>
    internal static void ReportCall(string provider, string model, long? inputTokens, long? outputTokens, TimeSpan took, string? error)
    {
        if (!TokenUsage.Enabled && !Duration.Enabled)
            return;
        var tags = new TagList
        {
            { GenAiNames.Operation, GenAiNames.OperationChat },
            { GenAiNames.Provider, provider },
            { GenAiNames.RequestModel, model },
        };
        ReportTokens(inputTokens, "input", tags);
        ReportTokens(outputTokens, "output", tags);
        if (error is not null)
            tags.Add(GenAiNames.ErrorType, error);
        Duration.Record(took.TotalSeconds, tags);
    }

    /// <summary>Reports a finished search or tool call as an activity that began before it was recorded.</summary>
    internal static void ReportTool(ToolCall call, string runId, Activity? parent)
    {
        if (!Activities.HasListeners())
            return;
        var took = TimeSpan.FromMilliseconds(double.IsFinite(call.Ms) ? Math.Max(call.Ms, 0) : 0);
        var activity = Start($"{GenAiNames.OperationExecuteTool} {call.Name}", ActivityKind.Internal, parent, DateTimeOffset.UtcNow - took);
        if (activity is null)
            return;
        activity.SetTag(GenAiNames.Operation, GenAiNames.OperationExecuteTool);
        activity.SetTag(GenAiNames.ToolName, call.Name);
        activity.SetTag(GenAiNames.Stage, call.Stage);
        activity.SetTag(GenAiNames.RunId, runId);
        if (call.Error is not null)
            activity.SetStatus(ActivityStatusCode.Error, call.Error);
        Stop(activity);
    }

    private static void ReportTokens(long? tokens, string type, TagList tags)
    {
        if (tokens is not { } count)
            return;
        tags.Add(GenAiNames.TokenType, type);
        TokenUsage.Record(count, tags);
    }
}
