using System.Diagnostics;
using System.Text.Json;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Tracing.Tests.TraceFiles;

/// <summary>
/// Speedscope's own importer on our files. Needs node, and `npm ci` once in <c>tests/tools/speedscope</c>.
/// </summary>
public sealed class SpeedscopeTests : IDisposable
{
    private static readonly string Tool = Path.Combine(Requires.RepositoryRoot, "tests", "tools", "speedscope");

    private readonly RunWorkspace _workspace = new(new ManualTime(DateTimeOffset.UnixEpoch.AddYears(56)) { StepPerReading = TimeSpan.FromMicroseconds(7.3) });

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_finished_trace_opens_with_every_span()
    {
        using var profiles = await ImportAsync(Finished());

        Check(profiles.RootElement);
    }

    [Fact]
    public async Task The_exported_pairs_open_with_every_span()
    {
        var pairs = _workspace.PathOf("pairs.trace.json");
        await using (var output = File.Create(pairs))
            TraceExporter.WriteBeginEnd(Finished(), output);

        using var profiles = await ImportAsync(pairs);

        Check(profiles.RootElement);
    }

    [Fact]
    public async Task The_part_of_a_running_run_opens_though_it_is_truncated()
    {
        using var trace = _workspace.Start();
        trace.EnterStage("plan");
        trace.Span("llm:plan").Dispose();
        trace.Main.Flush();
        var part = Directory.GetFiles(_workspace.PathOf("traces"), "*.part", SearchOption.AllDirectories).Single();

        using var profiles = await ImportAsync(part);

        Calls(profiles.RootElement.GetProperty("profiles")[0], "llm:plan").ShouldBe(1);
    }

    private string Finished()
    {
        using var trace = _workspace.Start();
        trace.EnterStage("plan");
        using (trace.Span("evaluate"))
        {
            for (var i = 0; i < 1000; i++)
                trace.Span("inner").Dispose();
        }

        trace.Notice("a notice");
        trace.Main.Counter("tokens", SpanArgument.Of("input", 5));
        using (var lane = trace.OpenLane("panel/Critic \"é\""))
        {
            lane.Span("llm:panel").Dispose();
            lane.Span("llm:panel").Dispose();
        }

        trace.EnterStage("remember");
        return _workspace.PathOf(trace.Finalize(new RunOutcome(RunOutcome.Fail)).TracePath!);
    }

    private static void Check(JsonElement result)
    {
        var profiles = result.GetProperty("profiles").EnumerateArray().ToList();
        profiles.Count.ShouldBe(2);
        profiles.Select(profile => profile.GetProperty("unit").GetString()).ShouldAllBe(unit => unit == "microseconds");
        var pipeline = profiles.Single(profile => profile.GetProperty("name").GetString()!.Contains("pipeline", StringComparison.Ordinal));
        var panel = profiles.Single(profile => profile.GetProperty("name").GetString()!.Contains("panel/Critic \"é\"", StringComparison.Ordinal));
        foreach (var (name, count) in (Dictionary<string, int>)new() { ["run"] = 1, ["plan"] = 1, ["evaluate"] = 1, ["inner"] = 1000, ["remember"] = 1 })
            Calls(pipeline, name).ShouldBe(count, name);
        Calls(panel, "llm:panel").ShouldBe(2);
        result.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!)
            .ShouldNotContain(warning => warning.Contains("Tried to", StringComparison.OrdinalIgnoreCase) || warning.Contains("without", StringComparison.OrdinalIgnoreCase));
    }

    private static int Calls(JsonElement profile, string frame) => profile.GetProperty("frames").GetProperty(frame).GetProperty("calls").GetInt32();

    private static async Task<JsonDocument> ImportAsync(string path)
    {
        var node = Requires.Tool("node");
        Requires.Feature("speedscope", Directory.Exists(Path.Combine(Tool, "node_modules", "speedscope")), $"`npm ci` was not run in {Tool}");
        var start = new ProcessStartInfo(node, [Path.Combine(Tool, "check.mjs"), path]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, error.Length > 2000 ? error[^2000..] : error);
        return JsonDocument.Parse(await output);
    }
}
