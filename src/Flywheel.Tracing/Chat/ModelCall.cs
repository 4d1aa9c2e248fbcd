using System.Diagnostics;
using System.Globalization;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Telemetry;
using Flywheel.Tracing.TraceFiles;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Chat;

/// <summary>One model call from its first attempt to its end: a span, a step, usage, and an activity when someone listens.</summary>
internal sealed class ModelCall
{
    private readonly Lane _lane;
    private readonly string _stage;
    private readonly string _name;
    private readonly ModelPrice? _price;
    private readonly string _provider;
    private readonly string _model;
    private readonly string _prompt;
    private readonly long _started;
    private readonly SpanScope _span;
    private int _attempt = 1;

    public ModelCall(Lane lane, string stage, ModelPrice? price, ChatClientMetadata? metadata, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        _lane = lane;
        _stage = stage;
        _name = $"llm:{stage}";
        _price = price;
        _provider = metadata?.ProviderName ?? "unknown";
        _prompt = ChatTranscript.Render(messages);
        Options = options?.Clone() ?? new ChatOptions();
        Options.AdditionalProperties ??= [];
        Options.AdditionalProperties[ModelCallNotice.PropertyName] = new ModelCallNotice(Retried);
        _model = Options.ModelId ?? metadata?.DefaultModelId ?? "unknown";
        _started = lane.Trace.Time.GetTimestamp();
        Activity = StartActivity();
        _span = lane.Span(_name, Activity, SpanArgument.Of("model", _model));
        lane.Flush(); // a call may take minutes: a kill in its middle still shows that it had begun
        lane.Trace.Observer?.ActivityBegun(lane.Name, _name);
    }

    /// <summary>The caller's options, with a way to tell of failed attempts.</summary>
    public ChatOptions Options { get; }

    public Activity? Activity { get; }

    /// <summary>Records how the call ended.</summary>
    /// <param name="response">What was received, a part of it when the call failed in its middle; or null.</param>
    /// <param name="failure">What went wrong, or null.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Finish(ChatResponse? response, Exception? failure)
    {
        var took = _lane.Trace.Time.GetElapsedTime(_started);
        var usage = response?.Usage;
        TellActivity(response, failure);
        EndSpan(response, failure);
        RunTelemetry.ReportCall(_provider, _model, usage?.InputTokenCount, usage?.OutputTokenCount, took, failure?.GetType().FullName);
        _lane.Trace.Observer?.ActivityEnded(_lane.Name, _name, took.TotalMilliseconds);
        _lane.Trace.RecordStep(_lane, new StepEntry
        {
            Stage = _stage,
            Kind = "model",
            Name = _name,
            Arguments = _prompt,
            Result = response is null ? null : ChatTranscript.Render(response.Messages),
            Model = response?.ModelId ?? _model,
            FinishReason = response?.FinishReason?.Value,
            InputTokens = usage?.InputTokenCount,
            OutputTokens = usage?.OutputTokenCount,
            Ms = took.TotalMilliseconds,
            Attempt = _attempt,
            Error = failure?.Message,
        });
        var (input, output) = (usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
        _lane.Trace.LogUsage(_stage, new ModelUsage(input, output, Math.Round(took.TotalMilliseconds, 3), _price?.Of(input, output)));
        var consumed = _lane.Trace.Consumed;
        _lane.Counter("tokens", SpanArgument.Of("input", consumed.InputTokens), SpanArgument.Of("output", consumed.OutputTokens));
    }

    /// <summary>Another attempt follows: the failed one is a step and an instant of its own.</summary>
    private void Retried(FailedAttempt failed)
    {
        _lane.Instant(
            "retry",
            SpanArgument.Of("attempt", failed.Attempt),
            SpanArgument.Of("reason", failed.Reason),
            SpanArgument.Of("took_ms", Math.Round(failed.Took.TotalMilliseconds)),
            SpanArgument.Of("delay_ms", Math.Round(failed.Delay.TotalMilliseconds)));
        _lane.Trace.RecordStep(_lane, new StepEntry
        {
            Stage = _stage,
            Kind = "model",
            Name = _name,
            Arguments = _prompt,
            Model = _model,
            Ms = failed.Took.TotalMilliseconds,
            Attempt = failed.Attempt,
            Error = failed.Reason,
        });
        _lane.Trace.Observer?.Noticed(string.Create(
            CultureInfo.InvariantCulture, $"{_stage}: attempt {failed.Attempt} failed ({failed.Reason}); next in {failed.Delay.TotalSeconds:0.0} s"));
        _attempt = failed.Attempt + 1;
    }

    private void EndSpan(ChatResponse? response, Exception? failure)
    {
        var ended = new List<SpanArgument>(4);
        if (response?.Usage?.InputTokenCount is { } input)
            ended.Add(SpanArgument.Of("input_tokens", input));
        if (response?.Usage?.OutputTokenCount is { } output)
            ended.Add(SpanArgument.Of("output_tokens", output));
        ended.Add(SpanArgument.Of("finish_reason", failure is null ? response?.FinishReason?.Value ?? "unknown" : "error"));
        ended.Add(SpanArgument.Of("attempts", _attempt));
        _span.End([.. ended]);
    }

    private Activity? StartActivity()
    {
        if (!RunTelemetry.Activities.HasListeners())
            return null;
        var activity = RunTelemetry.Start($"{GenAiNames.OperationChat} {_model}", ActivityKind.Client, _lane.CurrentActivity ?? _lane.Trace.RootActivity);
        activity?.SetTag(GenAiNames.Operation, GenAiNames.OperationChat);
        activity?.SetTag(GenAiNames.Provider, _provider);
        activity?.SetTag(GenAiNames.RequestModel, _model);
        activity?.SetTag(GenAiNames.Stage, _stage);
        activity?.SetTag(GenAiNames.RunId, _lane.Trace.Id);
        return activity;
    }

    /// <summary>What the call's activity says of its end; the span ends it.</summary>
    private void TellActivity(ChatResponse? response, Exception? failure)
    {
        if (Activity is null)
            return;
        Activity.SetTag(GenAiNames.InputTokens, response?.Usage?.InputTokenCount);
        Activity.SetTag(GenAiNames.OutputTokens, response?.Usage?.OutputTokenCount);
        Activity.SetTag(GenAiNames.ResponseModel, response?.ModelId);
        if (response?.FinishReason is { } finish)
            Activity.SetTag(GenAiNames.FinishReasons, new[] { finish.Value });
        if (failure is null)
            return;
        Activity.SetTag(GenAiNames.ErrorType, failure.GetType().FullName);
        Activity.SetStatus(ActivityStatusCode.Error, _lane.Trace.CleanQuietly("trace", failure.Message));
    }
}
