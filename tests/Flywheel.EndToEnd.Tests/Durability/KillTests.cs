using System.Text.RegularExpressions;
using Flywheel.EndToEnd.Tests.Processes;

namespace Flywheel.EndToEnd.Tests.Durability;

/// <summary>A run that is killed at any instant leaves a record of all it had done.</summary>
public sealed partial class KillTests(ITestOutputHelper output)
{
    /// <summary>Random kills per test run; the full campaign of 300 is `FLYWHEEL_KILLS=300`.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("FLYWHEEL_KILLS"), out var kills) ? kills : 40;

    private static readonly string[] Task = ["run", "Top 2 ways to keep an agent's context small", "--corpus", "corpus"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_killed_at_random_moments_leave_one_record_each()
    {
        using var folder = new TemporaryFolder().WithSmallCorpus("keeping-context-small.md", "context-compaction.md", "agent-memory.md");
        var random = new Random(20261120);
        var whole = await DurationAsync(folder);
        var announced = new List<string>();
        for (var i = 0; i < Kills; i++)
        {
            using var process = FlywheelProcess.Start(folder.Path, Task);
            // From the announcement on, any moment up to the end of an undisturbed run, drawn uniformly.
            var delay = System.Threading.Tasks.Task.Delay(whole * random.NextDouble(), Cancellation);
            await System.Threading.Tasks.Task.WhenAny(process.WaitAsync(Cancellation), delay);
            process.Kill();
            await process.WaitAsync(Cancellation);
            if (process.AnnouncedId is { } id)
                announced.Add(id);
        }

        var records = await RecoveredWorkspace.ShouldHoldAsync(folder, announced, Cancellation);
        announced.Count.ShouldBeGreaterThan(Kills / 4, "the kills must hit runs, not only their starts");
        output.WriteLine($"{Kills} kills, {announced.Count} after the announcement; {records.Count(static record => record.Final == "ERROR")} recovered as ERROR");
        output.WriteLine("died in: " + string.Join(", ", records.Where(static record => record.Final == "ERROR")
            .CountBy(static record => record.Error!.Stage ?? "(before the first stage)").Select(static pair => $"{pair.Key} {pair.Value}")));
    }

    [Fact]
    public async Task A_kill_at_every_durable_step_leaves_one_record_each()
    {
        Requires.Tool("strace");
        using var folder = new TemporaryFolder().WithSmallCorpus("keeping-context-small.md", "context-compaction.md");
        var steps = await CountDurableStepsAsync(folder);
        var announced = new List<string>();
        var hit = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (call, count) in steps)
        {
            var stride = Math.Max(1, count / StepsPerCall(count));
            for (var k = 1; k <= count; k += stride)
            {
                using var process = FlywheelProcess.StartUnder(
                    folder.Path, "strace", ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-P", folder.Workspace, "-e", $"inject={call}:signal=SIGKILL:when={k}"], Short);
                var ended = await process.WaitAsync(Cancellation);
                if (ended.ExitCode is not (0 or 1))
                    hit[call] = hit.GetValueOrDefault(call) + 1;
                if (process.AnnouncedId is { } id)
                    announced.Add(id);
            }
        }

        await RecoveredWorkspace.ShouldHoldAsync(folder, announced, Cancellation);
        output.WriteLine(string.Join(", ", steps.Select(step => $"{step.Call}: {step.Count} steps, {hit.GetValueOrDefault(step.Call)} kills")));
        hit.Keys.ShouldBe(steps.Select(static step => step.Call), ignoreOrder: true);
    }

    private static IEnumerable<string> Short => [.. Task, "--no-memory", "--no-verify"];

    private static int StepsPerCall(int count) => Environment.GetEnvironmentVariable("FLYWHEEL_KILLS") is null ? Math.Min(count, 12) : count;

    private static async Task<TimeSpan> DurationAsync(TemporaryFolder folder)
    {
        var started = TimeProvider.System.GetTimestamp();
        (await FlywheelProcess.RunAsync(folder.Path, Task, Cancellation)).ExitCode.ShouldBeOneOf(0, 1);
        return TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>The calls by which a run becomes durable, and how often each is made below the workspace.</summary>
    private static async Task<IReadOnlyList<(string Call, int Count)>> CountDurableStepsAsync(TemporaryFolder folder)
    {
        var log = folder.PathOf("strace.log");
        using var process = FlywheelProcess.StartUnder(
            folder.Path, "strace", ["-f", "-qq", "-y", "-o", log, "-e", "trace=write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,fallocate,ftruncate"], Short);
        (await process.WaitAsync(Cancellation)).ExitCode.ShouldBeOneOf(0, 1);
        return
        [
            .. File.ReadLines(log)
                .Where(line => line.Contains(folder.Workspace, StringComparison.Ordinal))
                .Select(static line => CallName().Match(line).Groups[1].Value)
                .Where(static call => call.Length > 0)
                .CountBy(static call => call)
                .Select(static pair => (pair.Key, pair.Value))
                .OrderBy(static pair => pair.Key, StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex(@"^\d+\s+(\w+)\(")]
    private static partial Regex CallName();
}
