using System.Text.Json;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Tests.Sandbox;

/// <summary>Records for tests.</summary>
internal static class SampleRuns
{
    public const string PassId = "20260410T143201_9c1e44ab";
    public const string ErrorId = "20260411T090000_00000001";

    /// <summary>A run of two rounds that improved and passed.</summary>
    public static RunRecord Passed() => new()
    {
        RunId = PassId,
        SessionId = "april",
        Timestamp = new DateTimeOffset(2026, 4, 10, 14, 32, 1, TimeSpan.Zero),
        FinishedAt = new DateTimeOffset(2026, 4, 10, 14, 42, 1, TimeSpan.Zero),
        Task = "Search for the top 5 context engineering techniques in production LLM agents",
        TaskType = "enumerated",
        Harness = new HarnessReference("research", 7, "aa", "bb"),
        ProducerModel = "qwen3:32b",
        EvaluatorModel = "glm4:latest",
        Final = "PASS",
        RunDurationS = 600,
        RuntimeS = 600,
        Stages = [new StageTime("plan", 0, 12_000), new StageTime("research", 12_000, 90_000), new StageTime("synthesize", 102_000, 300_000), new StageTime("wiggum_r1", 402_000, 198_000)],
        InputTokens = 12_900,
        OutputTokens = 6_000,
        TokensByStage = new Dictionary<string, StageUsage>(StringComparer.Ordinal)
        {
            ["plan"] = new(2_000, 550, 2, 10_000),
            ["research"] = new(3_000, 820, 4, 60_000),
            ["synthesize"] = new(5_000, 3_450, 1, 290_000),
            ["wiggum_r1/evaluate"] = new(1_000, 80, 1, 60_000),
            ["wiggum_r1/revise"] = new(1_900, 1_100, 1, 130_000),
        },
        WiggumRounds = 2,
        WiggumScores = [7.65, 8.45],
        WiggumDimensions = new Dictionary<string, IReadOnlyList<double?>>(StringComparer.Ordinal)
        {
            ["relevance"] = [9.0, 9.0],
            ["depth"] = [7.0, 8.0],
            ["structure"] = [9.0, 8.5],
            ["groundedness"] = [null, 8.0],
        },
        WiggumR1Score = 7.65,
        SelectedRound = 2,
        FinalScore = 8.45,
        WiggumFeedback = [new RoundFeedback(1, "glm4:latest", ["Section 3 has no example."], "Add examples."), new RoundFeedback(2, "glm4:latest", [], "")],
        OutputPath = $"outputs/{PassId}.md",
        OutputBytes = 4_821,
        OutputLines = 142,
        Leverage = 7_182.5,
        LeverageKind = "proxy",
    };

    /// <summary>A run that broke, with everything else there is to show.</summary>
    public static RunRecord Broken() => new()
    {
        RunId = ErrorId,
        Timestamp = new DateTimeOffset(2026, 4, 11, 9, 0, 0, TimeSpan.Zero),
        Task = "Compare vector stores",
        TaskType = "research",
        Harness = new HarnessReference("briefing", null, "aa", "bb"),
        ProducerModel = "embedded",
        EvaluatorModel = "embedded",
        Final = "ERROR",
        Error = new RunError("Unreachable", "synthesize", "Endpoint 'local' did not answer: connection refused."),
        RunDurationS = 2.5,
        RuntimeS = 2.5,
        Stages = [new StageTime("plan", 0, 500), new StageTime("research", 500, 1_900)],
        InputTokens = 100,
        OutputTokens = 20,
        TokensByStage = new Dictionary<string, StageUsage>(StringComparer.Ordinal) { ["plan"] = new(100, 20, 1, 400) },
        RuleResults = new Dictionary<string, string>(StringComparer.Ordinal) { ["cite-every-item"] = "violated", ["short"] = "obeyed", ["caveat"] = "not_applicable" },
        MemoryIds = ["m_1", "m_2"],
        MemoryHits = 2,
        CostUsd = 0.0125,
        Labels = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["reviewed"] = JsonSerializer.SerializeToElement("yes") },
        TracePath = $"traces/2026-04/{ErrorId}.trace.json",
        Drafts = [new Draft(1, new string('a', 64), 1200)],
    };

    /// <summary>A run whose every text tries to take over the terminal.</summary>
    public static RunRecord Hostile() => Passed() with
    {
        RunId = "20260412T000000_0badc0de",
        Task = "Top 3 \u001b[2J\u001b]0;owned\u0007 ways\r\nto [red]hide[/] \u202Etxt.exe\u202C and \u009b31m more",
        ProducerModel = "evil\u001b[31m:model",
        EvaluatorModel = "[link=http://x]j[/]",
        Harness = new HarnessReference("re\u0007search", null, null, null),
        WiggumDimensions = new Dictionary<string, IReadOnlyList<double?>>(StringComparer.Ordinal) { ["dep\u001bth"] = [1, 2] },
        OutputPath = "out\u001b[1mputs/x.md",
        Error = new RunError("Bad\u001b[0m", "st\u0000age", "mess\u001bage\u0085"),
        RuleResults = new Dictionary<string, string>(StringComparer.Ordinal) { ["ru\u001ble"] = "violated" },
    };

    /// <summary>A record of the first published shape, as a line.</summary>
    public const string E1Line =
        """{"run_id":"e1-run-0001","timestamp":"2026-03-01T10:00:00Z","task":"Summarise the news","producer_model":"pi-qwen-32b","evaluator_model":"Qwen3-Coder:30b","final":"PASS","runtime_s":120.5,"wiggum_scores":{"r1":{"relevance":8,"depth":7},"r2":{"relevance":9,"depth":8}},"input_tokens":900,"output_tokens":300,"tokens_by_stage":{"planning":{"input":100,"output":50},"research":{"input":300,"output":50},"synthesis":{"input":400,"output":150},"wiggum_r1":{"input":100,"output":50}},"output_lines":40,"output_bytes":2000,"output_path":"/tmp/news.md"}""";
}
