using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.TraceFiles;

public sealed class TraceFileWriterTests : IDisposable
{
    private const string Names = """
        [
        {"ph":"M","pid":1,"tid":1,"name":"process_name","args":{"name":"flywheel x"}},
        {"ph":"M","pid":1,"tid":1,"name":"thread_name","args":{"name":"pipeline"}},
        {"ph":"M","pid":1,"tid":1,"name":"thread_sort_index","args":{"sort_index":1}},

        """;

    private readonly TemporaryFolder _folder = new();

    private string Part => _folder["x.trace.json.part"];

    private string Path => _folder["x.trace.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Spoiled_lines_are_left_out_and_counted()
    {
        var content = Complete("""
            {"ph":"X","pid":1,"tid":1,"ts":10.000,"dur":5.000,"name":"a"},
            {"ph":"X","pid":1,"tid":1,"ts":1x.000,"dur":5.000,"name":"b"},
            {"ph":"X","pid":1,"tid":"one","ts":10.000,"dur":5.000,"name":"c"},
            {"ph":"X","pid":1,"tid":1,"dur":5.000,"name":"d"},
            {"ph":"X","pid":1,"tid":1,"ts":10.000,"dur":5.000,"na
            garbage
            {"ph":"X","pid":1,"tid":1,"ts":20.000,"dur":5.000,"name":"e"},
            {"ph":"X","pid":1,"tid":1,"ts":30.000,"dur":5.0
            """);

        content.Errors.ShouldBeEmpty();
        content.Lanes.Single().Spans.Select(span => span.Name).ShouldBe(["a", "e"]);
        File.ReadAllText(Path).ShouldContain("\"spoiled_lines\":6");
    }

    [Fact]
    public void A_beginning_that_lost_its_end_does_not_take_anothers()
    {
        var content = Complete("""
            {"ph":"B","pid":1,"tid":1,"ts":1.000,"name":"run"},
            {"ph":"B","pid":1,"tid":1,"ts":2.000,"name":"stage"},
            {"ph":"B","pid":1,"tid":1,"ts":3.000,"name":"lost its end"},
            {"ph":"E","pid":1,"tid":1,"ts":9.000,"name":"stage"},
            {"ph":"E","pid":1,"tid":1,"ts":9.500,"name":"lost its beginning"},
            {"ph":"E","pid":1,"tid":1,"ts":10.000,"name":"run"},
            """);

        content.Errors.ShouldBeEmpty();
        content.Lanes.Single().Spans.Select(span => (span.Name, span.StartNs, span.EndNs)).ShouldBe([("run", 1000, 10_000), ("stage", 2000, 9000), ("lost its end", 3000, 9000)]);
    }

    [Fact]
    public void Open_spans_end_at_the_given_instant_but_never_before_what_happened_in_them()
    {
        const string Lines = """
            {"ph":"B","pid":1,"tid":1,"ts":1.000,"name":"run"},
            {"ph":"X","pid":1,"tid":1,"ts":50.000,"dur":10.500,"name":"inner"},
            """;

        Complete(Lines, endNs: 20_000).Lanes.Single().Spans.Select(span => span.EndNs).ShouldBe([60_500, 60_500]);
        File.Delete(Path);
        Complete(Lines, endNs: 90_000).Lanes.Single().Spans.Select(span => span.EndNs).ShouldBe([90_000, 60_500]);
        File.ReadAllText(Path).ShouldContain("\"args\":{\"unfinished\":true}");
    }

    [Fact]
    public void A_trace_that_is_finished_already_is_not_written_again()
    {
        Complete("""{"ph":"X","pid":1,"tid":1,"ts":10.000,"dur":5.000,"name":"a"},""");
        var finished = File.ReadAllBytes(Path);
        File.WriteAllText(Part, "[\n"); // as if the process had been killed between the rename and the removal of the part

        TraceFileWriter.Complete(Part, Path, 0, "x");

        File.ReadAllBytes(Path).ShouldBe(finished);
        File.Exists(Part).ShouldBeFalse();
    }

    [Fact]
    public void A_part_that_is_gone_gives_no_trace()
    {
        TraceFileWriter.Complete(Part, Path, 0, "x");

        File.Exists(Path).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed()
    {
        File.WriteAllText(_folder[".x.trace.json.0011223344ff.tmp"], "half");
        File.WriteAllText(_folder[".y.trace.json.0011223344ff.tmp"], "another run's");

        TraceFileWriter.RemoveLeftovers(Path);

        Directory.GetFiles(_folder.FullName).ShouldHaveSingleItem().ShouldEndWith(".y.trace.json.0011223344ff.tmp");
    }

    [Fact]
    public void A_trace_says_why_events_are_missing()
    {
        File.WriteAllText(Part, Names);

        TraceFileWriter.Complete(Part, Path, 0, "x", "No space left on \"device\"");

        TraceValidator.Validate(Path).Errors.ShouldBeEmpty();
        File.ReadAllText(Path).ShouldContain("\"incomplete\":\"No space left");
    }

    [Fact]
    public void An_empty_part_becomes_a_valid_trace()
    {
        File.WriteAllText(Part, "");

        TraceFileWriter.Complete(Part, Path, 0, "id \"quoted\"");

        TraceValidator.Validate(Path).Errors.ShouldBeEmpty();
    }

    private TraceContent Complete(string lines, long endNs = 0)
    {
        File.WriteAllText(Part, Names + lines + (lines.EndsWith(',') ? "\n" : ""));
        TraceFileWriter.Complete(Part, Path, endNs, "x");
        File.Exists(Part).ShouldBeFalse();
        return TraceContent.Read(Path);
    }
}
