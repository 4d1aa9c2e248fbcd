using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using Flywheel.Storage.Logs;
using Microsoft.Win32.SafeHandles;

namespace Flywheel.Benchmarks.Storage;

/// <summary>
/// What a durable append costs beside a bare loop of write and fsync on the same disk, and what group commit makes of 32 writers.
/// Times are per line. The files are made beside the benchmark's program, or in FLYWHEEL_BENCHMARK_DIR: not on a tmpfs, where an fsync is free.
/// </summary>
[Config(typeof(RateConfig))]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 5, iterationCount: 40)]
[MemoryDiagnoser]
public class AppendBenchmarks
{
    private const int Lines = 500;
    private const int Writers = 32;
    private const int LinesOfAWriter = 250;

    private readonly Barrier _start = new(Writers + 1);
    private readonly Barrier _end = new(Writers + 1);
    private string _folder = "";
    private byte[] _line = [];
    private byte[] _terminated = [];
    private SafeFileHandle? _bare;
    private long _bareLength;
    private AppendLog? _log;
    private volatile bool _over;

    /// <summary>A short line, one of a record's usual size, and a long record.</summary>
    [Params(256, 2048, 8192)]
    public int LineBytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var parent = Environment.GetEnvironmentVariable("FLYWHEEL_BENCHMARK_DIR") ?? AppContext.BaseDirectory;
        _folder = Directory.CreateDirectory(Path.Combine(parent, "append-benchmark")).FullName;
        _line = new byte[LineBytes];
        Array.Fill(_line, (byte)'x');
        _terminated = [.. _line, (byte)'\n'];
        for (var writer = 0; writer < Writers; writer++)
            new Thread(AppendWhenAsked) { IsBackground = true }.Start();
    }

    [IterationSetup]
    public void BeginAnew()
    {
        _bare?.Dispose();
        foreach (var file in Directory.GetFiles(_folder))
            File.Delete(file);
        _bare = File.OpenHandle(Path.Combine(_folder, "bare"), FileMode.CreateNew, FileAccess.ReadWrite);
        _bareLength = 0;
        _log = new AppendLog(Path.Combine(_folder, "log.jsonl"));
        _log.Append(_line);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _over = true;
        _start.SignalAndWait();
        _bare?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Lines, Description = "write + fsync")]
    public void BareLoop()
    {
        for (var i = 0; i < Lines; i++)
        {
            RandomAccess.Write(_bare!, _terminated, _bareLength);
            RandomAccess.FlushToDisk(_bare!);
            _bareLength += _terminated.Length;
        }
    }

    [Benchmark(OperationsPerInvoke = Lines, Description = "append, one writer")]
    public void OneWriter()
    {
        for (var i = 0; i < Lines; i++)
            _log!.Append(_line);
    }

    [Benchmark(OperationsPerInvoke = Writers * LinesOfAWriter, Description = "append, 32 writers")]
    public void ManyWriters()
    {
        _start.SignalAndWait();
        _end.SignalAndWait();
    }

    private void AppendWhenAsked()
    {
        while (true)
        {
            _start.SignalAndWait();
            if (_over)
                return;
            for (var i = 0; i < LinesOfAWriter; i++)
                _log!.Append(_line);
            _end.SignalAndWait();
        }
    }

    private sealed class RateConfig : ManualConfig
    {
        public RateConfig() => AddColumn(StatisticColumn.Median, StatisticColumn.OperationsPerSecond);
    }
}
