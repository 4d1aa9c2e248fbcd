using System.Diagnostics;
using System.Runtime.CompilerServices;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.Telemetry;
using Flywheel.Tracing.TraceFiles;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Chat;

/// <summary>Records model calls; see <see cref="RunTraceChatClientExtensions.UseRunTrace"/>.</summary>
internal sealed class RunTraceChatClient(IChatClient inner, Lane lane, string stage, ModelPrice? price) : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata? _metadata = inner.GetService<ChatClientMetadata>();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new Call(this, prompt, options);
        try
        {
            var response = await base.GetResponseAsync(prompt, call.Options, cancellationToken);
            call.Finish(response, null);
            return response;
        }
        catch (Exception failure)
        {
            call.Finish(null, failure);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new Call(this, prompt, options);
        var updates = new List<ChatResponseUpdate>();
        var stream = base.GetStreamingResponseAsync(prompt, call.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var ended = false;
        Exception? failure = null;
        try
        {
            while (true)
            {
                try
                {
                    if (!await stream.MoveNextAsync())
                        break;
                }
                catch (Exception error)
                {
                    failure = error;
                    throw;
                }

                updates.Add(stream.Current);
                yield return stream.Current;
            }

            ended = true;
        }
        finally
        {
            await stream.DisposeAsync();
            // A caller that stops reading early is recorded as such: what it saw is kept.
            call.Finish(updates.Count > 0 ? updates.ToChatResponse() : null, failure ?? (ended ? null : new OperationCanceledException("The caller stopped reading.")));
        }
    }

    /// <summary>One call from its first attempt to its end.</summary>
    private sealed class Call
    {
        private readonly RunTraceChatClient _client;
        private readonly string _prompt;
        private readonly string _model;
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly SpanScope _span;
        private readonly Activity? _activity;
        private int _attempt = 1;

        public Call(RunTraceChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
        {
            _client = client;
            _prompt = ChatTranscript.Render(messages);
            Options = options?.Clone() ?? new ChatOptions();
            Options.AdditionalProperties ??= [];
            Options.AdditionalProperties[ModelCallNotice.PropertyName] = new ModelCallNotice(Retried);
            _model = Options.ModelId ?? client._metadata?.DefaultModelId ?? "unknown";
            _activity = StartActivity();
            _span = Lane.Span($"llm:{Stage}", SpanArgument.Of("model", _model));
            Lane.Flush(); // a call may take minutes: a kill in its middle still shows that it had begun
            Lane.Trace.Observer?.ActivityBegun(Lane.Name, $"llm:{Stage}");
        }

        public ChatOptions Options { get; }

        private Lane Lane => _client.Lane;

        private string Stage => _client.Stage;

        public void Finish(ChatResponse? response, Exception? failure)
        {
            var took = Stopwatch.GetElapsedTime(_started);
            var input = response?.Usage?.InputTokenCount ?? 0;
            var output = response?.Usage?.OutputTokenCount ?? 0;
            var cost = _client.Price?.Of(input, output);
            var finish = response?.FinishReason?.Value;
            _span.End(
                SpanArgument.Of("input_tokens", input),
                SpanArgument.Of("output_tokens", output),
                SpanArgument.Of("finish_reason", failure is null ? finish ?? "unknown" : "error"),
                SpanArgument.Of("attempts", _attempt));
            var consumed = Lane.Trace.Consumed;
            Lane.Trace.RecordStep(Lane, new StepEntry
            {
                Stage = Stage,
                Kind = "model",
                Name = $"llm:{Stage}",
                Arguments = _prompt,
                Result = response is null ? null : ChatTranscript.Render(response.Messages),
                Model = response?.ModelId ?? _model,
                FinishReason = finish,
                InputTokens = response?.Usage?.InputTokenCount,
                OutputTokens = response?.Usage?.OutputTokenCount,
                Ms = took.TotalMilliseconds,
                Attempt = _attempt,
                Error = failure?.Message,
            });
            Lane.Trace.LogUsage(Stage, new ModelUsage(input, output, Math.Round(took.TotalMilliseconds, 3), cost));
            Lane.Counter("tokens", SpanArgument.Of("input", consumed.InputTokens + input), SpanArgument.Of("output", output));
            StopActivity(response, failure, input, output);
            RunTelemetry.ReportCall(_client._metadata?.ProviderName ?? "unknown", _model, input, output, took, failure?.GetType().Name);
            Lane.Trace.Observer?.ActivityEnded(Lane.Name, $"llm:{Stage}", took.TotalMilliseconds);
        }

        /// <summary>Another attempt follows: the failed one is a step and an instant of its own.</summary>
        private void Retried(FailedAttempt failed)
        {
            Lane.Instant(
                "retry",
                SpanArgument.Of("attempt", failed.Attempt),
                SpanArgument.Of("reason", failed.Reason),
                SpanArgument.Of("delay_ms", Math.Round(failed.Delay.TotalMilliseconds)));
            Lane.Trace.RecordStep(Lane, new StepEntry
            {
                Stage = Stage,
                Kind = "model",
                Name = $"llm:{Stage}",
                Arguments = _prompt,
                Model = _model,
                Ms = failed.Took.TotalMilliseconds,
                Attempt = failed.Attempt,
                Error = failed.Reason,
            });
            Lane.Trace.Observer?.Noticed($"{Stage}: attempt {failed.Attempt} failed ({failed.Reason}); next in {failed.Delay.TotalSeconds:0.0} s");
            _attempt = failed.Attempt + 1;
        }

        private Activity? StartActivity()
        {
            if (!RunTelemetry.Activities.HasListeners())
                return null;
            var parent = (Lane.CurrentActivity ?? Lane.Trace.RootActivity)?.Context ?? default;
            var activity = RunTelemetry.Activities.StartActivity($"{GenAiNames.OperationChat} {_model}", ActivityKind.Client, parent);
            activity?.SetTag(GenAiNames.Operation, GenAiNames.OperationChat);
            activity?.SetTag(GenAiNames.Provider, _client._metadata?.ProviderName ?? "unknown");
            activity?.SetTag(GenAiNames.RequestModel, _model);
            activity?.SetTag(GenAiNames.Stage, Stage);
            activity?.SetTag(GenAiNames.RunId, Lane.Trace.Id);
            return activity;
        }

        private void StopActivity(ChatResponse? response, Exception? failure, long input, long output)
        {
            if (_activity is null)
                return;
            _activity.SetTag(GenAiNames.InputTokens, input);
            _activity.SetTag(GenAiNames.OutputTokens, output);
            _activity.SetTag(GenAiNames.ResponseModel, response?.ModelId);
            if (response?.FinishReason is { } finish)
                _activity.SetTag(GenAiNames.FinishReasons, new[] { finish.Value });
            if (failure is not null)
            {
                _activity.SetTag(GenAiNames.ErrorType, failure.GetType().Name);
                _activity.SetStatus(ActivityStatusCode.Error, failure.Message);
            }

            _activity.Dispose();
        }
    }

    private Lane Lane => lane;

    private string Stage => stage;

    private ModelPrice? Price => price;
}
