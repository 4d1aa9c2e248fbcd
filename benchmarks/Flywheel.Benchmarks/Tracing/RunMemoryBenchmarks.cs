using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Runs;
using Flywheel.Tracing.TraceFiles;

namespace Flywheel.Benchmarks.Tracing;

/// <summary>
/// One run with 100,000 spans on eight lanes, every tenth with values, in a process of its own; from its start to its record. Prints the process's
/// highest working set and the managed heap, which are to stay under 200 MB.
/// </summary>
[SimpleJob(RunStrategy.ColdStart, launchCount: 3, warmupCount: 0, iterationCount: 1)]
public class RunMemoryBenchmarks
{
    private const int Lanes = 8;
    private const int SpansOfALane = 12_500;

    private string _folder = "";

    [GlobalSetup]
    public void Prepare() => _folder = Directory.CreateTempSubdirectory("flywheel-benchmark-").FullName;

    [GlobalCleanup]
    public void Report()
    {
        Directory.Delete(_folder, recursive: true);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"// peak working set {process.PeakWorkingSet64 / 1e6:0.0} MB, managed heap {GC.GetTotalMemory(forceFullCollection: false) / 1e6:0.0} MB, allocated in all {GC.GetTotalAllocatedBytes() / 1e6:0.0} MB"));
    }

    [Benchmark]
    public void HundredThousandSpans()
    {
        using var trace = RunTrace.Start(Workspace.Open(_folder, TimeProvider.System), new RunStart { Task = "benchmark" });
        trace.EnterStage("tools");
        Parallel.For(0, Lanes, number => Work(trace, number));
        trace.Finalize(new RunOutcome(RunOutcome.Fail));
    }

    private static void Work(RunTrace trace, int number)
    {
        using var lane = trace.OpenLane($"worker/{number}");
        for (var i = 0; i < SpansOfALane; i++)
        {
            if (i % 10 == 0)
                lane.Span("call", SpanArgument.Of("number", i), SpanArgument.Of("model", "embedded")).Dispose();
            else
                lane.Span("step").Dispose();
        }
    }
}
