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
        using var folder = new RunFolder().WithSmallCorpus("keeping-context-small.md", "context-compaction.md", "agent-memory.md");
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
        var steps = await DurableStepsAsync();
        var announced = 0;
        var hit = new List<DurableStep>();
        foreach (var step in Sampled(steps))
        {
            using var folder = SmallFolder(); // a fresh workspace each: blobs that exist already would be steps not made
            using var process = FlywheelProcess.StartUnder(folder.Path, "strace", Injecting(step), Short);
            var ended = await process.WaitAsync(Cancellation);
            if (ended.ExitCode == KilledBySignal)
                hit.Add(step);
            RecoveredWorkspace.ShouldHold(folder, process.AnnouncedId is { } id ? [id] : []);
            announced += process.AnnouncedId is null ? 0 : 1;
        }

        output.WriteLine($"{steps.Count} durable steps in a run; {hit.Count} runs killed, {announced} of them announced");
        foreach (var call in steps.CountBy(static step => $"{step.Call} {step.Target}").OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            output.WriteLine($"{call.Key}: {call.Value} steps, {hit.Count(step => $"{step.Call} {step.Target}" == call.Key)} kills");
        Sampled(steps).Except(hit).ShouldBeEmpty("every step that was aimed at was hit");
    }

    private const int KilledBySignal = 128 + 9;

    private static bool Whole => Environment.GetEnvironmentVariable("FLYWHEEL_KILLS") is not null;

    private static IEnumerable<string> Short => [.. Task, "--no-memory", "--no-verify"];

    /// <summary>Every step in a campaign; each kind of step, and every eighth of the rest, otherwise.</summary>
    private static IEnumerable<DurableStep> Sampled(IReadOnlyList<DurableStep> steps) => Whole
        ? steps
        : steps.DistinctBy(static step => (step.Call, step.Target)).Concat(steps.Where(static (_, index) => index % 8 == 0)).Distinct();

    private static IEnumerable<string> Injecting(DurableStep step) =>
        ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={step.Call}", "-e", $"inject={step.Call}:signal=SIGKILL:when={step.Number}"];

    private static RunFolder SmallFolder() => new RunFolder().WithSmallCorpus("keeping-context-small.md", "context-compaction.md");

    private static async Task<TimeSpan> DurationAsync(RunFolder folder)
    {
        var started = TimeProvider.System.GetTimestamp();
        (await FlywheelProcess.RunAsync(folder.Path, Task, Cancellation)).ExitCode.ShouldBeOneOf(0, 1);
        return TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>
    /// The calls by which a run becomes durable, on the thread that makes most of them: strace counts calls per thread, and a run with the built-in
    /// model does its work on one.
    /// </summary>
    private static async Task<IReadOnlyList<DurableStep>> DurableStepsAsync()
    {
        using var folder = SmallFolder();
        var log = folder.PathOf("strace.log");
        using var process = FlywheelProcess.StartUnder(folder.Path, "strace", ["-f", "-qq", "-y", "-o", log, "-e", $"trace={DurableCalls}"], Short);
        (await process.WaitAsync(Cancellation)).ExitCode.ShouldBeOneOf(0, 1);
        var counts = new Dictionary<(string Thread, string Call), int>();
        var steps = new List<(string Thread, DurableStep Step)>();
        foreach (var line in File.ReadLines(log))
        {
            if (CallPattern().Match(line) is not { Success: true } match)
                continue;
            var (thread, call) = (match.Groups[1].Value, match.Groups[2].Value);
            var number = counts[(thread, call)] = counts.GetValueOrDefault((thread, call)) + 1;
            var place = line.IndexOf(folder.Workspace, StringComparison.Ordinal);
            if (place >= 0)
                steps.Add((thread, new DurableStep(call, TargetOf(line[(place + folder.Workspace.Length)..]), number)));
        }

        return [.. steps.GroupBy(static step => step.Thread).MaxBy(static group => group.Count())!.Select(static step => step.Step)];
    }

    private const string DurableCalls = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,fallocate,ftruncate";

    /// <summary>The folder below the workspace, which says what kind of file it is.</summary>
    private static string TargetOf(string rest) => rest.TrimStart('/').Split('/', '"', '>')[0] is { Length: > 0 } folder ? folder : "workspace";

    [GeneratedRegex(@"^(\d+)\s+(\w+)\(")]
    private static partial Regex CallPattern();

    private sealed record DurableStep(string Call, string Target, int Number);
}
