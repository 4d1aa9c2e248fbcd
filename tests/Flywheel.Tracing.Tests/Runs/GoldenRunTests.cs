using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.Runs;

/// <summary>
/// The record, the steps and the trace of one made-up run, byte by byte but for the run's id. When they are meant to change, run these tests once with
/// FLYWHEEL_UPDATE_GOLDEN=1 and read the difference before committing it.
/// </summary>
public sealed class GoldenRunTests
{
    [Fact]
    public void A_run_is_written_as_it_always_was()
    {
        var time = ManualTime.AtNoon();
        using var workspace = new RunWorkspace(time);
        using var trace = workspace.Start(new RunStart
        {
            Task = "Top 5 ways to keep an agent's context small – “small”",
            SessionId = "s_1",
            Actor = "ada",
            Harness = new HarnessReference("research", 7, new string('a', 64), new string('b', 64)),
            ProducerModel = "embedded",
            EvaluatorModel = "measured",
            PlannerModel = "embedded",
            TacHours = 3,
            TacSource = "flag",
        });
        Play(trace, time, workspace.PathOf("outputs/golden.md"));
        var record = trace.Finalize(new RunOutcome(RunOutcome.Pass));

        GoldenFile.Check("record.json", Indented(File.ReadAllText(workspace.Workspace.Runs.FilePath), trace.Id));
        GoldenFile.Check("steps.jsonl", File.ReadAllText(workspace.PathOf(record.StepsPath!)).Replace(trace.Id, "RUN_ID", StringComparison.Ordinal));
        GoldenFile.Check("trace.json", File.ReadAllText(workspace.PathOf(record.TracePath!)).Replace(trace.Id, "RUN_ID", StringComparison.Ordinal));
    }

    private static void Play(RunTrace trace, ManualTime time, string output)
    {
        trace.EnterStage("plan");
        trace.Note(new RunNotes { TaskType = "enumerated", ActiveSkills = ["cite"], Plan = JsonSerializer.SerializeToElement(new { queries = new[] { "context size" }, complexity = "low" }) });
        Call(trace, trace.Main, time, "plan", 40);
        trace.EnterStage("research");
        time.Advance(TimeSpan.FromMilliseconds(120.5));
        trace.RecordToolCall(new ToolCall { Name = "search", Query = "context size", Urls = ["corpus/context.md"], ResultChars = 2400, NoveltyScore = 9, Kept = true, Ms = 120.5 });
        trace.Note(new RunNotes { SearchRounds = 1, NoveltyScores = [9, 2], MemoryIds = ["m_1"] });
        trace.EnterStage("synthesize");
        Call(trace, trace.Main, time, "synthesize", 900);
        trace.AddDraft(1, "# Five ways\n");
        trace.EnterStage("wiggum_r1");
        using (var lane = trace.OpenLane("panel/Critical-Reviewer"))
            Call(trace, lane, time, "wiggum_r1/panel", 300);
        trace.AddRound(new VerificationRound
        {
            Round = 1,
            Score = 8.45,
            Evaluator = "measured",
            Dimensions = new Dictionary<string, double?> { ["relevance"] = 9, ["depth"] = 7.9 },
            Issues = ["section 2 has no example"],
            Feedback = "Add an example.",
            Panel = [new PanelReview(1, "Critical Reviewer", 8, ["thin"], ["clear"])],
        });
        trace.DeliverOutput(output, "# Five ways\n\n1. Cut.\n", 1);
        trace.Note(new RunNotes { RuleResults = new Dictionary<string, string> { ["cite-every-item"] = "obeyed" }, CriteriaResults = new Dictionary<string, bool> { ["five items"] = false } });
        trace.EnterStage("remember");
        time.Advance(TimeSpan.FromMilliseconds(3));
    }

    private static void Call(RunTrace trace, Lane lane, ManualTime time, string stage, double ms)
    {
        using (var span = lane.Span($"llm:{stage}", SpanArgument.Of("model", "embedded")))
        {
            time.Advance(TimeSpan.FromMilliseconds(ms));
            span.End(SpanArgument.Of("output_tokens", 120));
        }

        trace.RecordStep(lane, new StepEntry
        {
            Stage = stage,
            Kind = "model",
            Name = $"llm:{stage}",
            Arguments = $"prompt of {stage}",
            Result = $"answer of {stage}",
            Model = "embedded",
            FinishReason = "stop",
            InputTokens = 800,
            OutputTokens = 120,
            Ms = ms,
        });
        trace.LogUsage(stage, new ModelUsage(800, 120, ms));
    }

    private static string Indented(string line, string id) =>
        JsonNode.Parse(line.Replace(id, "RUN_ID", StringComparison.Ordinal))!.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
}
