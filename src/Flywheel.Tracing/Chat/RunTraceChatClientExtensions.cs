using Flywheel.Tracing.Runs;
using Microsoft.Extensions.AI;

namespace Flywheel.Tracing.Chat;

/// <summary>Puts a recorder between the caller and a model.</summary>
public static class RunTraceChatClientExtensions
{
    /// <summary>
    /// Records every call of a model on a lane of a run: a span <c>llm:&lt;stage&gt;</c>, a step with the whole prompt and answer, token usage, latency,
    /// finish reason, retries and cost; streamed calls too. Errors are recorded and thrown on.
    /// </summary>
    /// <param name="inner">The model.</param>
    /// <param name="lane">Where the calls are drawn.</param>
    /// <param name="stage">The stage that pays, for example <c>wiggum_r1/evaluate</c>.</param>
    /// <param name="price">What tokens cost; null when the model has no price.</param>
    public static IChatClient UseRunTrace(this IChatClient inner, Lane lane, string stage, ModelPrice? price = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentException.ThrowIfNullOrWhiteSpace(stage);
        return new RunTraceChatClient(inner, lane, stage, price);
    }
}
