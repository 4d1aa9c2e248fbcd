using Flywheel.Agents.Models.Resilience;
using Microsoft.Extensions.AI;
using static Flywheel.Agents.Tests.Models.Resilience.ScriptedChatClient;

namespace Flywheel.Agents.Tests.Models.Resilience;

public sealed class ConcurrencyLimitedChatClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Place_is_given_back_after_success_failure_and_cancellation()
    {
        using var gate = new SemaphoreSlim(1, 1);
        var inner = new ScriptedChatClient(Says("ok"), Fails(new InvalidOperationException("failed")), IsSilent());
        using var client = new ConcurrencyLimitedChatClient(inner, gate);

        await client.GetResponseAsync("x", cancellationToken: Ct);
        gate.CurrentCount.ShouldBe(1);

        await Should.ThrowAsync<InvalidOperationException>(() => client.GetResponseAsync("x", cancellationToken: Ct));
        gate.CurrentCount.ShouldBe(1);

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var silent = client.GetResponseAsync("x", cancellationToken: cancellation.Token);
        gate.CurrentCount.ShouldBe(0);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => silent);
        gate.CurrentCount.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_keeps_its_place_until_it_is_left()
    {
        using var gate = new SemaphoreSlim(1, 1);
        using var client = new ConcurrencyLimitedChatClient(new ScriptedChatClient(Says("one", "two", "three")), gate);

        var stream = client.GetStreamingResponseAsync("x", cancellationToken: Ct).GetAsyncEnumerator(Ct);
        gate.CurrentCount.ShouldBe(1);
        await stream.MoveNextAsync();
        gate.CurrentCount.ShouldBe(0);
        await stream.DisposeAsync();
        gate.CurrentCount.ShouldBe(1);
    }

    [Fact]
    public async Task Waiting_call_can_be_cancelled_and_sends_nothing()
    {
        using var gate = new SemaphoreSlim(0, 1);
        var inner = new ScriptedChatClient(Says("ok"));
        using var client = new ConcurrencyLimitedChatClient(inner, gate);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var waiting = client.GetResponseAsync("x", cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        inner.Calls.ShouldBe(0);
        gate.Release();
        (await client.GetResponseAsync("x", cancellationToken: Ct)).Text.ShouldBe("ok");
    }
}
