namespace Flywheel.Agents.Models.Resilience;

/// <summary>What happens when a streamed answer breaks off. A stream is never restarted behind a consumer that has already seen a part of it.</summary>
public enum StreamRetry
{
    /// <summary>Updates are passed on as they arrive; a failure before the first content is retried, one after it is thrown.</summary>
    BeforeContent,

    /// <summary>The answer is held back until it is whole, so that every failure can be retried; nothing is shown while it is written.</summary>
    Buffered,
}
