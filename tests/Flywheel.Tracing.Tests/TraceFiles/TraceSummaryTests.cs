using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.TraceFiles;

public sealed class TraceSummaryTests : IDisposable
{
    private const string Model = """{"model":"m","output_tokens":100}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Slow_synthesis_shows_its_longest_call()
    {
        var summary = Of(TraceSample.Run(100).Span(1, "plan", 0, 10).Span(1, "synthesize", 10, 90).Span(1, "llm:synthesize", 11, 85, Model).Span(1, "remember", 90, 100));

        var found = summary.Bottleneck!;
        (found.Stage, found.Cause, found.Ms, found.Share).ShouldBe(("synthesize", "slow_synthesis", 80, 0.8));
        found.Evidence.ShouldBe(new TraceEvidence("span", "llm:synthesize", "pipeline", 11, 74));
        found.Setting.ShouldContain("models.producer");
        summary.Stages.Select(stage => (stage.Name, stage.Ms, stage.ModelMs, stage.ModelCalls)).ShouldBe([("plan", 10, 0, 0), ("synthesize", 80, 74, 1), ("remember", 10, 0, 0)]);
    }

    [Fact]
    public void A_planner_whose_first_call_is_far_slower_than_the_others_was_cold()
    {
        var cold = Of(TraceSample.Run(100).Span(1, "plan", 0, 60).Span(1, "llm:plan", 1, 59, Model)
            .Span(1, "research", 60, 90).Span(1, "llm:query", 61, 66, Model).Span(1, "llm:query", 70, 75, Model).Span(1, "remember", 90, 100));
        var slow = Of(TraceSample.Run(100).Span(1, "plan", 0, 60).Span(1, "llm:plan", 1, 59, Model).Span(1, "research", 60, 100).Span(1, "llm:query", 61, 99, Model));

        cold.Bottleneck!.Cause.ShouldBe("cold_planner");
        cold.Bottleneck.Evidence.Name.ShouldBe("llm:plan");
        slow.Bottleneck!.Cause.ShouldBe("slow_planner");
    }

    [Fact]
    public void Rounds_after_the_first_that_take_most_of_the_verification_are_extra()
    {
        var summary = Of(TraceSample.Run(100).Span(1, "synthesize", 0, 30)
            .Span(1, "wiggum_r1", 30, 50).Span(1, "wiggum_r2", 50, 75).Span(1, "wiggum_r3", 75, 100));

        var found = summary.Bottleneck!;
        (found.Stage, found.Cause, found.Ms).ShouldBe(("wiggum", "extra_rounds", 70));
        found.Evidence.Name.ShouldBeOneOf("wiggum_r2", "wiggum_r3");
        found.Setting.ShouldContain("verify.max_rounds");
    }

    [Fact]
    public void An_evaluator_is_cold_slow_or_the_reviser_is()
    {
        const string Judge = """{"model":"judge","output_tokens":10}""";
        var cold = Of(TraceSample.Run(100).Span(1, "wiggum_r1", 0, 80).Span(1, "llm:wiggum_r1/evaluate", 0, 60, Judge)
            .Span(1, "wiggum_r2", 80, 100).Span(1, "llm:wiggum_r2/evaluate", 80, 90, Judge));
        var slow = Of(TraceSample.Run(100).Span(1, "wiggum_r1", 0, 100).Span(1, "llm:wiggum_r1/evaluate", 0, 70, Judge).Span(1, "llm:wiggum_r1/revise", 70, 100, Model));
        var revision = Of(TraceSample.Run(100).Span(1, "wiggum_r1", 0, 100).Span(1, "llm:wiggum_r1/evaluate", 0, 30, Judge).Span(1, "llm:wiggum_r1/revise", 30, 100, Model));

        cold.Bottleneck!.Cause.ShouldBe("cold_evaluator");
        slow.Bottleneck!.Cause.ShouldBe("slow_evaluator");
        revision.Bottleneck!.Cause.ShouldBe("slow_revision");
        revision.Bottleneck.Evidence.Name.ShouldBe("llm:wiggum_r1/revise");
    }

    [Fact]
    public void Slow_search_shows_the_search_or_the_gap()
    {
        var spanned = Of(TraceSample.Run(100).Span(1, "research", 0, 100).Span(1, "search", 0, 50).Span(1, "llm:compress", 50, 60, Model));
        var gap = Of(TraceSample.Run(100).Span(1, "research", 0, 100).Span(1, "llm:query", 0, 10, Model).Span(1, "llm:compress", 90, 100, Model));

        spanned.Bottleneck!.Cause.ShouldBe("slow_search");
        spanned.Bottleneck.Evidence.Name.ShouldBe("search");
        gap.Bottleneck!.Evidence.ShouldBe(new TraceEvidence("gap", "after llm:query", "pipeline", 10, 80));
    }

    [Fact]
    public void Retries_that_take_a_third_of_the_stage_are_the_cause()
    {
        var summary = Of(TraceSample.Run(100).Span(1, "synthesize", 0, 100).Span(1, "llm:synthesize", 0, 90, Model).Retry(1, 10, 20).Retry(1, 40, 20));

        summary.Bottleneck!.Cause.ShouldBe("retries");
        summary.Bottleneck.Evidence.Name.ShouldBe("llm:synthesize");
        summary.Stages.Single().Retries.ShouldBe(2);
    }

    [Fact]
    public void Time_in_no_stage_is_a_gap()
    {
        var summary = Of(TraceSample.Run(100).Span(1, "plan", 0, 20).Span(1, "research", 80, 100));

        var found = summary.Bottleneck!;
        (found.Stage, found.Cause, found.Ms).ShouldBe(("unattributed", "gap", 60));
        found.Evidence.ShouldBe(new TraceEvidence("gap", "after plan", "pipeline", 20, 60));
    }

    [Fact]
    public void Lanes_tell_how_much_ran_at_once()
    {
        var summary = Of(TraceSample.Run(100).Span(1, "wiggum_r1", 0, 100)
            .Lane(2, "panel/A").Lane(3, "panel/B").Span(2, "llm:a", 10, 50).Span(3, "llm:b", 30, 90));

        summary.Lanes.Select(lane => (lane.Name, lane.BusyMs, lane.OverlapMs)).ShouldBe([("pipeline", 100, 0), ("panel/A", 40, 20), ("panel/B", 60, 20)]);
        summary.Parallelism.ShouldBe(1.25);
        Of(TraceSample.Run(10).Span(1, "plan", 0, 10)).Parallelism.ShouldBeNull();
    }

    [Fact]
    public void The_critical_path_follows_who_ended_last()
    {
        var summary = Of(TraceSample.Run(100).Span(1, "plan", 0, 10).Span(1, "wiggum_r1", 10, 100)
            .Lane(2, "panel/A").Lane(3, "panel/B").Span(2, "llm:a", 20, 50).Span(3, "llm:b", 20, 80).Span(3, "llm:c", 85, 90));

        summary.CriticalPath.Select(piece => (piece.Lane, piece.Name, piece.StartMs, piece.Ms)).ShouldBe(
        [
            ("pipeline", "plan", 0, 10), ("pipeline", "wiggum_r1", 10, 10), ("panel/B", "llm:b", 20, 60), ("pipeline", "wiggum_r1", 80, 5),
            ("panel/B", "llm:c", 85, 5), ("pipeline", "wiggum_r1", 90, 10),
        ]);
        summary.CriticalPath.Sum(piece => piece.Ms).ShouldBe(100);
    }

    [Fact]
    public void What_is_no_run_is_refused_with_a_reason()
    {
        Should.Throw<FormatException>(() => Of(new TraceSample().Process().Lane(1, "x").Span(1, "a", 0, 1))).Message.ShouldContain("'run'");
        Should.Throw<FormatException>(() => Of(TraceSample.Run(10).Span(1, "a", 0, 8).Span(1, "b", 5, 9))).Message.ShouldContain("overlaps");
        Should.Throw<FileNotFoundException>(() => TraceSummary.Of(_folder["none.json"]));
    }

    [Fact]
    public void A_run_without_length_has_a_summary()
    {
        Of(TraceSample.Run(0)).Bottleneck.ShouldBeNull();
    }

    private TraceSummary Of(TraceSample sample) => TraceSummary.Of(sample.Write(_folder));
}
