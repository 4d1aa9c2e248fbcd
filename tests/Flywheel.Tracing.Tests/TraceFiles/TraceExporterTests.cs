using System.Text.Json;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.TraceFiles;

public sealed class TraceExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Spans_become_pairs_that_nest_and_everything_else_stays()
    {
        var sample = TraceSample.Run(100).Span(1, "plan", 0, 50, """{"a":[1,"é"]}""").Span(1, "llm:plan", 0, 50).Span(1, "empty", 20, 20).Span(1, "next", 50, 100).Retry(1, 10, 5);

        var events = Export(sample.Write(_folder));

        events.Select(entry => Text(entry, "ph") + " " + Text(entry, "name")).ShouldBe(
        [
            "M process_name", "M thread_name", "M thread_sort_index",
            "B run", "B plan", "B llm:plan", "B empty", "E empty", "E llm:plan", "E plan", "B next", "E next", "E run", "i retry",
        ]);
        events[4].GetProperty("args").GetRawText().ShouldBe("""{"a":[1,"é"]}""");
        events[3].GetProperty("ts").GetRawText().ShouldBe("1775822400000000.000");
    }

    [Fact]
    public void Exported_traces_are_valid_and_have_the_same_spans()
    {
        var random = new Random(42);
        var sample = TraceSample.Run(1000);
        Fill(sample, random, 0, 1000, 0);
        var path = sample.Write(_folder);

        var pairs = _folder["pairs.json"];
        using (var output = File.Create(pairs))
            TraceExporter.WriteBeginEnd(path, output);

        TraceValidator.Validate(pairs).Errors.ShouldBeEmpty();
        Spans(pairs).ShouldBe(Spans(path));
    }

    [Fact]
    public void A_broken_trace_is_refused()
    {
        var path = TraceSample.Run(10).Span(1, "a", 0, 8).Span(1, "b", 5, 9).Write(_folder);

        Should.Throw<FormatException>(() => TraceExporter.WriteBeginEnd(path, Stream.Null)).Message.ShouldContain("overlaps");
    }

    private static void Fill(TraceSample sample, Random random, int from, int to, int depth)
    {
        for (var at = from; at < to && depth < 5;)
        {
            var end = Math.Min(to, at + random.Next(0, 200));
            sample.Span(1, $"d{depth}", at, end);
            Fill(sample, random, at, end, depth + 1);
            at = end + random.Next(1, 20);
        }
    }

    private static List<(string, long, long)> Spans(string path) =>
        [.. TraceContent.Read(path).Lanes.Single().Spans.Select(span => (span.Name, span.StartNs, span.EndNs))];

    private static List<JsonElement> Export(string path)
    {
        using var output = new MemoryStream();
        TraceExporter.WriteBeginEnd(path, output);
        return [.. JsonDocument.Parse(output.ToArray()).RootElement.GetProperty("traceEvents").EnumerateArray()];
    }

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;
}
