using System.Globalization;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Models.Resilience;

/// <summary>How a <see cref="ResilientChatClient"/> times out and repeats. Immutable and thread-safe if <see cref="Jitter"/> is.</summary>
public sealed record ResilienceOptions
{
    /// <summary>Attempts (1–10) and the backoff before the second one, which doubles from then on.</summary>
    public RetrySpec Retry { get; init; } = new();

    /// <summary>
    /// The time of one attempt: for a plain call the whole answer, for a streamed call the longest silence, so that a long answer may take as long as it
    /// keeps coming. 10 ms to 24 h.
    /// </summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The longest wait between two attempts, whatever the backoff or the provider's <c>Retry-After</c> says.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What happens when a streamed answer breaks off.</summary>
    public StreamRetry StreamRetry { get; init; } = StreamRetry.BeforeContent;

    /// <summary>The clock of timeouts and waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of jitter: uniform in [0, 1), thread-safe.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Which option is out of its range, or null.</summary>
    internal string? Problem()
    {
        if (Retry.Attempts is < 1 or > 10)
            return $"retry.attempts is {Retry.Attempts}; it must be from 1 to 10.";

        if (Retry.BackoffSeconds is not (>= 0 and <= 3600))
            return $"retry.backoff_s is {Retry.BackoffSeconds.ToString(CultureInfo.InvariantCulture)}; it must be from 0 to 3600 seconds.";

        return AttemptTimeout < TimeSpan.FromMilliseconds(10) || AttemptTimeout > TimeSpan.FromDays(1)
            ? $"The attempt timeout is {AttemptTimeout}; it must be from 10 ms to 24 h."
            : null;
    }
}
