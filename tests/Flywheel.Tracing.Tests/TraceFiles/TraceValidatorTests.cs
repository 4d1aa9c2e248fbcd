using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.TraceFiles;

public sealed class TraceValidatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stages_and_the_rest_are_the_run_exactly()
    {
        var checkedTrace = Validate(TraceSample.Run(100).Span(1, "plan", 1, 21.5).Span(1, "llm:plan", 2, 20).Span(1, "research", 21.5, 99));

        checkedTrace.Ok.ShouldBeTrue(checkedTrace.ToJson());
        checkedTrace.Warnings.ShouldBeEmpty();
        (checkedTrace.RunMs, checkedTrace.StagesMs, checkedTrace.UnattributedMs).ShouldBe((100, 98, 2));
        checkedTrace.Lanes.ShouldBe(["pipeline"]);
        checkedTrace.Spans.ShouldBe(4);
    }

    [Fact]
    public void Much_unattributed_time_is_a_warning()
    {
        var found = Validate(TraceSample.Run(100).Span(1, "plan", 0, 94.9));

        found.Ok.ShouldBeTrue();
        found.Warnings.ShouldHaveSingleItem().ShouldBe("5.1 % of the run is in no stage.");
        Validate(TraceSample.Run(100).Span(1, "plan", 0, 95)).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Spans_that_overlap_by_one_nanosecond_are_an_error()
    {
        Validate(TraceSample.Run(100).Span(1, "a", 1, 50).Span(1, "b", 2, 50)).Errors.ShouldBeEmpty();
        Validate(TraceSample.Run(100).Span(1, "a", 1, 50).Span(1, "b", 2, 50.000001)).Errors.ShouldHaveSingleItem().ShouldContain("1 ns later");
        Validate(TraceSample.Run(100).Span(1, "a", 1, 50).Span(1, "b", 50, 60)).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Other_lanes_may_overlap_freely()
    {
        Validate(TraceSample.Run(100).Span(1, "a", 1, 99).Lane(2, "panel/A").Lane(3, "panel/B").Span(2, "x", 10, 60).Span(3, "y", 30, 90)).Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"ph":"X","pid":1,"tid":1,"ts":1,"dur":1}""", "name is missing")]
    [InlineData("""{"ph":"X","pid":1,"tid":1,"ts":1,"name":"x"}""", "dur is missing")]
    [InlineData("""{"ph":"X","pid":1,"tid":1,"dur":1,"name":"x"}""", "ts is missing")]
    [InlineData("""{"pid":1,"tid":1,"ts":1,"dur":1,"name":"x"}""", "ph is missing")]
    [InlineData("""{"ph":"X","pid":1,"ts":1,"dur":1,"name":"x"}""", "tid is missing")]
    [InlineData("""{"ph":"X","pid":1,"tid":1,"ts":"1","dur":1,"name":"x"}""", "ts is no number")]
    [InlineData("""{"ph":"X","pid":1,"tid":1,"ts":1,"dur":-1,"name":"x"}""", "dur is below 0")]
    [InlineData("""{"ph":"X","pid":1,"tid":1.5,"ts":1,"dur":1,"name":"x"}""", "tid is no whole number")]
    [InlineData("""{"ph":"X","pid":1,"tid":1,"ts":1,"dur":1,"name":"x","args":[]}""", "args is no object")]
    [InlineData("""{"ph":"X","pid":1,"tid":7,"ts":1,"dur":1,"name":"x"}""", "Lane 7 has no name")]
    [InlineData("""{"ph":"X","pid":2,"tid":1,"ts":1,"dur":1,"name":"x"}""", "Process 2 has no name")]
    [InlineData("""{"ph":"E","pid":1,"tid":1,"ts":1,"name":"x"}""", "has no beginning")]
    [InlineData("""{"ph":"B","pid":1,"tid":1,"ts":1,"name":"x"}""", "never ends")]
    [InlineData("3", "is no object")]
    public void What_a_viewer_needs_is_asked_for(string entry, string problem)
    {
        Validate(TraceSample.Run(100).Add(entry)).Errors.ShouldContain(error => error.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"traceEvents":[],}""")]
    [InlineData("""{"traceEvents":[]} x""")]
    [InlineData("""[{"ph":"M","pid":1,"tid":1,"name":"process_name","args":{"name":"x"}},""")]
    [InlineData("""{"traceEvents":{}}""")]
    [InlineData("""{"events":[]}""")]
    [InlineData("null")]
    public void Only_strict_json_is_a_trace(string text)
    {
        var path = _folder["bad.json"];
        File.WriteAllText(path, text);

        TraceValidator.Validate(path).Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public void Begin_and_end_pairs_are_spans_too()
    {
        var found = Validate(TraceSample.Run(100)
            .Add("""{"ph":"B","pid":1,"tid":1,"ts":1775822400001000,"name":"plan"}""")
            .Add("""{"ph":"B","pid":1,"tid":1,"ts":1775822400002000,"name":"llm:plan"}""")
            .Add("""{"ph":"E","pid":1,"tid":1,"ts":1775822400003000,"name":"llm:plan"}""")
            .Add("""{"ph":"E","pid":1,"tid":1,"ts":1775822400099000}"""));

        found.Errors.ShouldBeEmpty();
        found.StagesMs.ShouldBe(98);
    }

    [Fact]
    public void The_bare_array_form_is_read()
    {
        var path = _folder["array.json"];
        File.WriteAllText(path, """[{"ph":"M","pid":1,"tid":1,"name":"process_name","args":{"name":"x"}}]""");

        TraceValidator.Validate(path).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void A_hundred_thousand_spans_are_checked_summarised_and_exported()
    {
        using var workspace = new RunWorkspace();
        using var trace = workspace.Start();
        trace.EnterStage("tools");
        using (var lane = trace.OpenLane("panel/A"))
        {
            for (var i = 0; i < 50_000; i++)
            {
                lane.Span("a").Dispose();
                trace.Span("b").Dispose();
            }
        }

        var path = workspace.PathOf(trace.Finalize(new RunOutcome(RunOutcome.Fail)).TracePath!);

        var validation = TraceValidator.Validate(path);
        validation.Errors.ShouldBeEmpty();
        validation.Spans.ShouldBe(100_002);
        TraceSummary.Of(path).Lanes.Count.ShouldBe(2);
        var pairs = workspace.PathOf("pairs.json");
        using (var output = File.Create(pairs))
            TraceExporter.WriteBeginEnd(path, output);
        TraceValidator.Validate(pairs).Spans.ShouldBe(100_002);
    }

    private TraceValidation Validate(TraceSample sample) => TraceValidator.Validate(sample.Write(_folder));
}
