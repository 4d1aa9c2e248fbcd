using System.Diagnostics;
using Flywheel.Agents.Models;
using Flywheel.Tracing.Chat;
using Microsoft.Extensions.AI;

namespace Flywheel.Agents.Prompts;

/// <summary>
/// Carries the retries of a shared client to the recorder around this view of it. Disposing of the view leaves the client as it is.
/// </summary>
internal sealed class ReportedRetries(IChatClient shared) : DelegatingChatClient(shared)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Reporting(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Reporting(options), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        // The catalogue owns the client.
    }

    private static ChatOptions? Reporting(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.TryGetValue(ModelCallNotice.PropertyName, out ModelCallNotice? notice) != true || notice is null)
            return options;
        var started = Stopwatch.GetTimestamp();
        options.AdditionalProperties[ModelAttempt.ObserverProperty] = (Action<ModelAttempt>)(failed =>
        {
            notice.Report(new FailedAttempt(failed.Attempt, failed.Reason, failed.Delay, Stopwatch.GetElapsedTime(started)));
            started = Stopwatch.GetTimestamp() + (long)(failed.Delay.TotalSeconds * Stopwatch.Frequency);
        });
        return options;
    }
}
