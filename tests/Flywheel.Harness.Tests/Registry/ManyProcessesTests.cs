using System.Diagnostics;
using Flywheel.Harness.History;
using Flywheel.Harness.Registry;

namespace Flywheel.Harness.Tests.Registry;

public sealed class ManyProcessesTests : IDisposable
{
    private static readonly string[] Actors = ["ada", "bob", "cy"];

    private static readonly string[] DurableCalls = ["pwrite64", "fsync", "rename"]; // strace counts each call by itself

    private readonly RegistryBench _bench = new();

    [Fact]
    public async Task Processes_that_commit_and_deploy_at_once_make_one_order_and_lose_nothing()
    {
        const int Rounds = 25;
        _bench.Commit(1);
        var processes = Actors.Select(actor => RegistryHost.Start(_bench, actor, Rounds)).ToList();

        var said = (await Task.WhenAll(processes.Select(Finish))).SelectMany(lines => lines).Where(line => !line.StartsWith('-')).Select(line => line.Split(' ')).ToList();

        var events = _bench.Registry.State("mine").Events;
        said.Count.ShouldBe(events.Count - 1);
        said.Count.ShouldBeGreaterThan(Rounds * 2);
        said.ShouldAllBe(line => events[int.Parse(line[0]) - 1].Hash == line[1]);
        said.Select(line => line[0]).Distinct(StringComparer.Ordinal).Count().ShouldBe(said.Count);
        _bench.Registry.State("mine").Versions.Select(version => version.Number).ShouldBe(Enumerable.Range(1, events.Count(happened => happened.Event == HistoryEvents.Committed)));
        _bench.Audit.Verify("mine").Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_killed_at_any_moment_leaves_the_state_before_or_after()
    {
        var random = new Random(6);
        _bench.Commit(1);
        var done = 0;
        for (var kill = 0; kill < 12; kill++)
        {
            using var process = RegistryHost.Start(_bench, "ada", rounds: 1_000);
            var said = new List<string>();
            var wanted = random.Next(1, 6);
            while (said.Count < wanted && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                said.Add(line);
            await Task.Run(() => Thread.SpinWait(random.Next(200_000)), TestContext.Current.CancellationToken); // anywhere in the next step
            process.Kill();
            said.AddRange((await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries));

            done += CheckAfterKill(said);
        }

        done.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_process_killed_at_each_durable_step_leaves_the_state_before_or_after()
    {
        Requires.Program("strace", "/usr/bin/strace");
        _bench.Commit(1);
        _bench.Registry.Deploy("mine", DeploymentRequest.To("production") with { Override = "start" });
        var killed = 0;
        var endings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in DurableCalls)
        {
            var finished = false;
            for (var step = 1; !finished; step++)
            {
                var before = _bench.Registry.State("mine").Events.Count;
                using var process = RegistryHost.Start(_bench, "ada", 1, "/usr/bin/strace", "-f", "-qqq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={step}");
                var said = await Finish(process);
                finished = process.ExitCode == 0; // the work has fewer such steps
                killed += finished ? 0 : 1;
                CheckAfterKill(said);
                endings.Add($"{said.Count} said, {_bench.Registry.State("mine").Events.Count - before} happened");
            }
        }

        killed.ShouldBeGreaterThan(20);
        endings.ShouldBe(["0 said, 0 happened", "0 said, 1 happened", "1 said, 1 happened", "1 said, 2 happened", "2 said, 2 happened"], ignoreOrder: true);
    }

    public void Dispose() => _bench.Dispose();

    private static async Task<List<string>> Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var killed = process.ExitCode is 137 or 9;
        (process.ExitCode == 0 || killed).ShouldBeTrue(errors);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    // Everything that was said is there, whole, in its place; what was not said is there whole or not at all; and work goes on.
    private int CheckAfterKill(List<string> said)
    {
        var audit = _bench.Audit.Verify("mine");
        audit.Findings.ShouldBeEmpty();
        var events = _bench.Registry.State("mine").Events;
        if (audit.FirstBad is { } torn)
        {
            torn.Seq.ShouldBe(events.Count + 1);
            torn.Reason.ShouldContain("is not finished");
        }

        var lines = said.Where(line => !line.StartsWith('-')).Select(line => line.Split(' ')).Where(line => line.Length == 3).ToList();
        lines.ShouldAllBe(line => events[int.Parse(line[0]) - 1].Hash == line[1]);
        _bench.Registry.Show("mine@latest").Harness.Spec.Name.ShouldBe("mine");
        return lines.Count;
    }
}
