using System.Text.Json;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Recovery;
using Flywheel.Tracing.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Tracing.Tests.Runs;

/// <summary>What a run knows live, a recovery knows from its journal: after any events.</summary>
public sealed class JournalReplayTests
{
    private static readonly string[] Stages = ["memory", "plan", "research", "synthesize", "wiggum_r1", "wiggum_r2"];

    private static readonly Action<RunTrace, int>[] Events =
    [
        static (trace, n) => trace.EnterStage(Stages[n % Stages.Length]),
        static (trace, _) => trace.LeaveStage(),
        static (trace, n) => trace.LogUsage(Stages[n % Stages.Length], new ModelUsage(n, n / 2, n * 0.37, n % 3 == 0 ? n * 0.001 : null)),
        static (trace, n) => trace.RecordToolCall(new ToolCall { Name = "search", Query = $"query {n} é\"\\", Urls = [$"u{n}"], NoveltyScore = n % 11, Kept = n % 2 == 0 }),
        static (trace, n) => trace.RecordStep(trace.Main, new StepEntry { Stage = "plan", Kind = "model", Name = $"llm:{n}", Result = $"{n}", Ms = n * 1.1 }),
        static (trace, n) => trace.AddDraft(n % 4, $"draft {n}"),
        static (trace, n) => trace.AddRound(new VerificationRound
        {
            Round = n % 4,
            Score = n % 5 == 0 ? null : n % 101 / 10.0,
            Evaluator = "e",
            Dimensions = new Dictionary<string, double?> { ["depth"] = n % 10, [$"d{n % 3}"] = null },
            Issues = [$"issue {n}"],
            Panel = [new PanelReview(1, "P", n % 7 == 0 ? null : 5, [], ["s"])],
        }),
        static (trace, n) => trace.Note(new RunNotes
        {
            TaskType = n % 2 == 0 ? "research" : null,
            SelectedRound = n % 4,
            Truncated = n % 3 == 0 ? true : null,
            TacHours = n % 2 == 0 ? n : null,
            NoveltyScores = [n, null],
            CriteriaResults = new Dictionary<string, bool> { ["c"] = n % 2 == 0 },
            Plan = JsonSerializer.SerializeToElement(new { n, text = "é" }),
            Other = new Dictionary<string, JsonElement> { [$"x{n % 3}"] = JsonSerializer.SerializeToElement(n) },
        }),
        static (trace, n) => trace.DeliverOutput(Path.Combine(trace.Workspace.Root, "outputs", "x.md"), n % 3 == 0 ? " " : $"text {n}", n % 4),
        static (trace, n) => trace.Span($"span {n}").Dispose(),
    ];

    [Fact]
    public void The_state_of_the_journal_is_the_state_of_the_run()
    {
        using var workspace = new RunWorkspace(new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56)) { StepPerReading = TimeSpan.FromMicroseconds(137) });
        var events = Gen.Choose(0, Events.Length - 1).SelectMany(kind => Gen.Choose(0, 10_000).Select(n => (Kind: kind, N: n))).ListOf();

        Prop.ForAll(events.ToArbitrary(), sequence => Holds(workspace, sequence)).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static bool Holds(RunWorkspace workspace, IEnumerable<(int Kind, int N)> sequence)
    {
        using var trace = workspace.Start(new RunStart { Task = "t", TacHours = null, ProducerModel = "m", Overrides = new Dictionary<string, string> { ["a"] = "b" } });
        foreach (var (kind, n) in sequence)
            Events[kind](trace, n);
        var journal = workspace.Workspace.Journals.PathOf(trace.Id);
        var copy = File.ReadAllBytes(journal);
        var record = trace.Finalize(new RunOutcome(RunOutcome.Pass));

        var other = "copy_of_" + trace.Id;
        File.WriteAllBytes(workspace.Workspace.Journals.PathOf(other), copy);
        using var dead = workspace.Workspace.Journals.TryClaim(other)!;
        var read = JournalContent.Read(dead, workspace.Workspace);
        read.Damage.ShouldBeNull();
        var outcome = new RunOutcome(RunOutcome.Pass);
        var replayed = read.State.ToRecord(outcome, record.FinishedAt!.Value, LeverageCosts.Default) with { RunId = record.RunId };
        dead.Delete();

        Comparable(replayed).ShouldBe(Comparable(record));
        return true;
    }

    /// <summary>All but the times that depend on the moment of the question: the end, and the length of a stage that was still open.</summary>
    private static string Comparable(RunRecord record) => JsonSerializer.Serialize(record with
    {
        FinishedAt = null,
        RunDurationS = null,
        RuntimeS = null,
        Leverage = null,
        Stages = [.. record.Stages.Select(stage => stage with { Ms = stage == record.Stages[^1] ? 0 : stage.Ms })],
    });
}
