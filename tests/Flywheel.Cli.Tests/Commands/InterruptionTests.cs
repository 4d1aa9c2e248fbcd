using System.Runtime.CompilerServices;
using Flywheel.Agents.Models;
using Flywheel.Cli.Tests.Sandbox;
using Microsoft.Extensions.AI;

namespace Flywheel.Cli.Tests.Commands;

public sealed class InterruptionTests
{
    private static readonly string[] Run = ["run", "Top 3 ways to keep an agent's context small", "--corpus", "corpus"];

    [Fact]
    public async Task An_interrupted_run_is_recorded_as_cancelled_and_exits_with_130()
    {
        using var interrupt = new CancellationTokenSource();
        using var sandbox = new CliSandbox { Embedded = () => new FakeModel(async token => { await interrupt.CancelAsync(); await Task.Delay(Timeout.Infinite, token); return ""; }) }.WithCorpus();

        var result = await sandbox.RunUntilAsync(Run, interrupt.Token);

        result.ShouldExitWith(130).Errors.ShouldContain("Interrupted.");
        var record = sandbox.Records().ShouldHaveSingleItem();
        record.Final.ShouldBe("ERROR");
        record.Error.ShouldNotBeNull().Type.ShouldBe("Cancelled");
        Directory.EnumerateFiles(Path.Combine(sandbox.Workspace, "data", "open")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_fails_ends_the_run_with_3_and_its_message_in_the_record()
    {
        using var sandbox = new CliSandbox { Embedded = static () => new FakeModel(static _ => throw new ModelException(ModelFailure.Unreachable, "Endpoint 'local' did not answer.")) }.WithCorpus();

        var result = await sandbox.RunAsync(Run);

        result.ShouldExitWith(3).Errors.ShouldContain("error: Endpoint 'local' did not answer.");
        sandbox.Records().ShouldHaveSingleItem().Error.ShouldNotBeNull().Message.ShouldContain("did not answer");
    }

    [Fact]
    public async Task A_bug_says_where_to_find_the_run()
    {
        using var sandbox = new CliSandbox { Embedded = static () => new FakeModel(static _ => throw new InvalidOperationException("oops")) }.WithCorpus();

        var result = await sandbox.RunAsync(Run);

        result.ShouldExitWith(3).Errors.ShouldContain("This is a bug in flywheel");
        result.Errors.ShouldContain($"flywheel inspect {sandbox.Records()[0].RunId}");
        result.Errors.ShouldNotContain("   at ");
        sandbox.Environment["FLYWHEEL_DEBUG"] = "1";
        (await sandbox.RunAsync(Run)).Errors.ShouldContain("   at ");
    }

    private sealed class FakeModel(Func<CancellationToken, Task<string>> answer) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new(new ChatMessage(ChatRole.Assistant, await answer(cancellationToken)));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, await answer(cancellationToken));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
