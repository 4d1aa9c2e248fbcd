using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.Runs;

public sealed class LaneTests : IDisposable
{
    private readonly RunWorkspace _workspace = new(new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56)) { StepPerReading = TimeSpan.FromMicroseconds(10) });

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Spans_nest_as_they_were_opened()
    {
        var content = Trace(lane =>
        {
            using (lane.Span("a"))
            {
                using (lane.Span("b"))
                    lane.Span("c").Dispose();
                lane.Span("d").Dispose();
            }
        });

        Tree(content).ShouldBe("run(a(b(c),d))");
    }

    [Fact]
    public void Ending_an_outer_span_ends_what_is_open_inside_it()
    {
        var content = Trace(lane =>
        {
            var outer = lane.Span("outer");
            var inner = lane.Span("inner");
            outer.Dispose();
            lane.Span("next").Dispose();
            inner.Dispose(); // too late: it ended with the outer one
        });

        Tree(content).ShouldBe("run(outer(inner),next)");
    }

    [Fact]
    public void Ending_twice_does_not_end_a_later_span_of_the_same_depth()
    {
        var standing = ManualTime.AtNoon(); // every span begins at the same instant
        using var workspace = new RunWorkspace(standing);
        using var trace = workspace.Start();
        var first = trace.Span("first");
        first.End(SpanArgument.Of("n", 1));
        using (trace.Span("second"))
        {
            first.Dispose();
            trace.Span("inside").Dispose();
            standing.Advance(TimeSpan.FromSeconds(1));
        }

        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));
        var spans = Read(workspace, record.TracePath!).Lanes.Single().Spans;
        spans.Single(span => span.Name == "second").DurationNs.ShouldBe(1_000_000_000);
        spans.Single(span => span.Name == "first").DurationNs.ShouldBe(0);
    }

    [Fact]
    public void Values_of_begin_and_end_stand_together_also_when_the_span_was_flushed_between()
    {
        var content = Trace(lane =>
        {
            var span = lane.Span("llm:x", SpanArgument.Of("model", "m\"\\\n"), SpanArgument.Of("count", 3), SpanArgument.Of("nan", double.NaN));
            lane.Flush();
            span.End(SpanArgument.Of("tokens", 12.5));
            var other = lane.Span("llm:y", SpanArgument.Of("model", "n"));
            other.End(SpanArgument.Of("tokens", 7));
        });

        var spans = content.Lanes.Single().Spans;
        content.ArgumentsOf(spans.Single(span => span.Name == "llm:x"))!.Value.GetRawText().ShouldBe("""{"model":"m\"\\\n","count":3,"nan":"NaN","tokens":12.5}""");
        content.ArgumentsOf(spans.Single(span => span.Name == "llm:y"))!.Value.GetRawText().ShouldBe("""{"model":"n","tokens":7}""");
    }

    [Theory]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(50_000)]
    public void Every_span_is_in_the_trace_however_many(int count)
    {
        using var trace = _workspace.Start();
        using (trace.Span("outer"))
        {
            for (var i = 0; i < count; i++)
                trace.Span("inner").Dispose();
        }

        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));
        var validation = TraceValidator.Validate(_workspace.PathOf(record.TracePath!));
        validation.Errors.ShouldBeEmpty();
        validation.Spans.ShouldBe(count + 2);
    }

    [Fact]
    public void Deep_nesting_is_kept()
    {
        var content = Trace(lane =>
        {
            var open = new Stack<SpanScope>();
            for (var i = 0; i < 300; i++)
                open.Push(lane.Span($"level {i}"));
            lane.Flush();
            while (open.TryPop(out var span))
                span.Dispose();
        });

        content.Errors.ShouldBeEmpty();
        content.Lanes.Single().Spans.Count.ShouldBe(301);
    }

    [Fact]
    public void Names_are_escaped_and_half_surrogates_replaced()
    {
        const string Name = "a \"b\" \\ \n \u0001 é 😀 \ud83d";
        var content = Trace(lane => lane.Span(Name).Dispose());

        content.Lanes.Single().Spans[1].Name.ShouldBe("a \"b\" \\ \n \u0001 é 😀 \ufffd");
    }

    [Fact]
    public void More_names_than_are_remembered_stay_themselves()
    {
        var content = Trace(lane =>
        {
            for (var i = 0; i < 3000; i++)
                lane.Span($"name {i}").Dispose();
        });

        content.Lanes.Single().Spans.Skip(1).Select(span => span.Name).ShouldBe(Enumerable.Range(0, 3000).Select(i => $"name {i}"));
    }

    [Fact]
    public void What_was_flushed_is_in_the_part_while_the_run_lives()
    {
        using var trace = _workspace.Start();
        using var span = trace.Span("long work");
        trace.Main.Flush();

        var part = Directory.GetFiles(_workspace.PathOf("traces"), "*.part", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.ReadAllText(part).ShouldContain("\"ph\":\"B\",\"pid\":1,\"tid\":1");
        File.ReadAllText(part).ShouldContain("long work");
    }

    [Fact]
    public void After_the_end_of_the_run_spans_are_passed_over()
    {
        using var trace = _workspace.Start();
        var lane = trace.OpenLane("late");
        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));
        var before = File.ReadAllBytes(_workspace.PathOf(record.TracePath!));

        for (var i = 0; i < 20_000; i++)
            lane.Span("late").Dispose();
        lane.Dispose();

        File.ReadAllBytes(_workspace.PathOf(record.TracePath!)).ShouldBe(before);
    }

    [Fact]
    public async Task Marks_may_come_from_any_thread()
    {
        using var trace = _workspace.Start();
        using (trace.Span("work"))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (var i = 0; i < 5000; i++)
                    trace.Main.Instant("mark", SpanArgument.Of("i", i));
            })));
        }

        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));
        var content = Read(_workspace, record.TracePath!);
        content.Errors.ShouldBeEmpty();
        content.Lanes.Single().Instants.Count.ShouldBe(20_000);
    }

    [Fact]
    public void A_trace_that_can_not_be_written_does_not_stop_the_run()
    {
        File.WriteAllText(_workspace.PathOf("traces"), "a file where the folder should be");
        using var trace = _workspace.Start();
        trace.EnterStage("plan");
        for (var i = 0; i < 2000; i++)
            trace.Span("inner").Dispose();

        var record = trace.Finalize(new RunOutcome(RunOutcome.Fail));

        record.TracePath.ShouldBeNull();
        _workspace.Records().ShouldHaveSingleItem().Stages.Count.ShouldBe(1);
        _workspace.ShouldVerify();
    }

    private TraceContent Trace(Action<Lane> work)
    {
        using var trace = _workspace.Start();
        work(trace.Main);
        return Read(_workspace, trace.Finalize(new RunOutcome(RunOutcome.Fail)).TracePath!);
    }

    private static TraceContent Read(RunWorkspace workspace, string path) => TraceContent.Read(workspace.PathOf(path));

    private static string Tree(TraceContent content)
    {
        content.Errors.ShouldBeEmpty();
        var lane = content.Lanes.Single();
        return string.Join(',', lane.ChildrenOf(-1).Select(Node));

        string Node(int index)
        {
            var children = lane.ChildrenOf(index).Select(Node).ToList();
            return lane.Spans[index].Name + (children.Count == 0 ? "" : $"({string.Join(',', children)})");
        }
    }
}
