using Polly;
using Polly.Retry;

namespace Flywheel.Agents.Models.Resilience;

/// <summary>Repeats an attempt that failed with a retryable <see cref="ModelException"/>: exponential backoff with jitter, or what the provider asked for.</summary>
internal sealed class ModelRetry
{
    private static readonly ResiliencePropertyKey<Action<ModelAttempt>?> Observer = new(ModelAttempt.ObserverProperty);

    private readonly ResiliencePipeline _pipeline;
    private readonly int _maxAttempts;
    private readonly TimeSpan _maxDelay;

    public ModelRetry(ResilienceOptions options)
    {
        _maxAttempts = options.Retry.Attempts;
        _maxDelay = options.MaxDelay;
        _pipeline = _maxAttempts == 1 ? ResiliencePipeline.Empty : Pipeline(options);
    }

    /// <summary>Runs <paramref name="attempt"/> until it succeeds or is not worth repeating.</summary>
    public async ValueTask<T> ExecuteAsync<T>(
        Func<CancellationToken, ValueTask<T>> attempt, Action<ModelAttempt>? observer, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Observer, observer);
        var attempts = 0;
        try
        {
            return await _pipeline.ExecuteAsync(
                call =>
                {
                    attempts++;
                    return attempt(call.CancellationToken);
                },
                context);
        }
        catch (ModelException failure) when (attempts > 1)
        {
            throw failure.After(attempts);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline Pipeline(ResilienceOptions options) =>
        new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _maxAttempts - 1,
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is ModelException { IsRetryable: true }),
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(options.Retry.BackoffSeconds),
                MaxDelay = options.MaxDelay,
                UseJitter = true,
                Randomizer = options.Jitter,
                DelayGenerator = AskedFor,
                OnRetry = Report,
            })
            .Build();

    private ValueTask<TimeSpan?> AskedFor(RetryDelayGeneratorArguments<object> args) =>
        ValueTask.FromResult(args.Outcome.Exception is ModelException { RetryAfter: { } asked } ? TimeSpan.FromTicks(Math.Min(asked.Ticks, _maxDelay.Ticks)) : (TimeSpan?)null);

    private ValueTask Report(OnRetryArguments<object> args)
    {
        if (args.Outcome.Exception is ModelException failure && args.Context.Properties.GetValue(Observer, null) is { } observer)
            observer(new ModelAttempt(args.AttemptNumber + 1, _maxAttempts, args.RetryDelay, failure.Message, failure.Status, failure.Failure, args.Duration));

        return ValueTask.CompletedTask;
    }
}
