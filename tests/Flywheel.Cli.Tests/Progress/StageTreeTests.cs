using Flywheel.Cli.Progress;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Progress;

public sealed class StageTreeTests
{
    [Fact]
    public void Stages_are_a_tree_with_time_tokens_and_scores()
    {
        var time = new SteppedTime();
        var progress = new RunProgress(time);
        progress.StageEntered("plan");
        progress.ActivityBegun("pipeline", "llm:plan");
        progress.Used("plan", new(900, 100, 40));
        progress.ActivityEnded("pipeline", "llm:plan", 40);
        progress.StageLeft("plan", 50);
        progress.StageEntered("research");
        progress.ToolCalled(new Tracing.Records.ToolCall { Name = "search" });
        progress.ToolCalled(new Tracing.Records.ToolCall { Name = "search" });
        progress.StageLeft("research", 1_234);
        progress.StageEntered("wiggum_r1");
        progress.Used("wiggum_r1/evaluate", new(500, 10, 20));
        progress.ActivityBegun("pipeline", "llm:wiggum_r1/evaluate");
        progress.ActivityEnded("pipeline", "llm:wiggum_r1/evaluate", 120);
        progress.ActivityBegun("panel/Domain-Practitioner", "llm:wiggum_r1/panel");
        progress.RoundEvaluated(new Tracing.Runs.VerificationRound { Round = 1, Score = 7.65, Evaluator = "measured" });
        progress.Noticed("attempt 1 failed \u001b[31m");
        time.Advance(TimeSpan.FromSeconds(2));

        Golden.ShouldMatch(Text(StageTree.Lines("Run x", "A task", progress.Snapshot(), 100)), "progress-tree");
    }

    [Fact]
    public void Usage_of_a_stage_with_a_longer_name_is_not_counted_twice()
    {
        var progress = new RunProgress(new SteppedTime());
        progress.StageEntered("wiggum_r1");
        progress.StageLeft("wiggum_r1", 1);
        progress.StageEntered("wiggum_r10");
        progress.Used("wiggum_r10/evaluate", new(7, 0, 1));

        progress.Snapshot().Stages.Select(static stage => stage.Tokens).ShouldBe([0L, 7L]);
    }

    [Fact]
    public void Only_the_latest_notices_are_kept()
    {
        var progress = new RunProgress(new SteppedTime());
        for (var i = 0; i < 10; i++)
            progress.Noticed($"n{i}");

        progress.Snapshot().Notices.ShouldBe(["n7", "n8", "n9"]);
    }

    [Fact]
    public void Events_after_the_end_do_no_harm()
    {
        var progress = new RunProgress(new SteppedTime());
        progress.ActivityEnded("a", "b", 1);
        progress.StageLeft("never", 1);
        progress.Used("never", new(1, 1, 1));

        progress.Snapshot().Tokens.ShouldBe(0);
    }

    private static string Text(IReadOnlyList<IReadOnlyList<(string Text, Cli.Terminal.Tone Tone)>> lines) =>
        string.Concat(lines.Select(static line => string.Concat(line.Select(static part => part.Text)).TrimEnd() + "\n"));
}
