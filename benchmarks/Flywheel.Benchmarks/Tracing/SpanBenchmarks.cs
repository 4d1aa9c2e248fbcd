using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Runs;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Flywheel.Benchmarks.Tracing;

/// <summary>
/// What an empty span costs its caller with no listener attached, beside an activity of the OpenTelemetry SDK with a trivial processor, and beside the
/// two readings of the clock that neither can do without. Spans are written to their trace file on the thread pool while the benchmark runs: a free
/// core is needed for the figure to be the caller's alone; without one it holds the writing too. Median and minimum say more than the mean on a shared machine.
/// </summary>
[Config(typeof(SpanConfig))]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 30, iterationCount: 200)]
[MemoryDiagnoser]
public class SpanBenchmarks
{
    private const int Spans = 1 << 15;

    private ActivitySource? _source;
    private TracerProvider? _provider;
    private string _folder = "";
    private Workspace? _workspace;
    private RunTrace? _trace;

    [GlobalSetup]
    public void Prepare()
    {
        _source = new ActivitySource("Flywheel.Benchmarks");
        _provider = Sdk.CreateTracerProviderBuilder().AddSource(_source.Name).AddProcessor(new CountingProcessor()).Build();
        _folder = Directory.CreateTempSubdirectory("flywheel-benchmark-").FullName;
        _workspace = Workspace.Open(_folder, TimeProvider.System);
    }

    [GlobalCleanup]
    public void Leave()
    {
        _provider?.Dispose();
        _source?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [IterationSetup]
    public void BeginRun()
    {
        _trace = RunTrace.Start(_workspace!, new RunStart { Task = "benchmark" });
        MakeSpans(); // its buffers exist now
        _trace.LeaveStage();
        _trace.EnterStage("measured"); // writes what is waiting
    }

    [IterationCleanup]
    public void EndRun() => _trace!.Dispose();

    [Benchmark(OperationsPerInvoke = Spans)]
    public long TwoClockReads()
    {
        long sum = 0;
        for (var i = 0; i < Spans; i++)
            sum += Stopwatch.GetTimestamp() - Stopwatch.GetTimestamp();
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Spans, Baseline = true)]
    public void OpenTelemetryActivity()
    {
        for (var i = 0; i < Spans; i++)
            _source!.StartActivity("span")?.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Spans)]
    public void FlywheelSpan() => MakeSpans();

    private void MakeSpans()
    {
        var lane = _trace!.Main;
        for (var i = 0; i < Spans; i++)
            lane.Span("span").Dispose();
    }

    private sealed class CountingProcessor : BaseProcessor<Activity>
    {
        private long _count;

        public override void OnEnd(Activity data) => _count++;
    }

    private sealed class SpanConfig : ManualConfig
    {
        public SpanConfig() => AddColumn(StatisticColumn.Min, StatisticColumn.Median);
    }
}
