using System.Diagnostics;
using System.Globalization;

namespace Flywheel.Storage.Tests;

/// <summary>Another process (tests/Flywheel.TestWorker) that a test talks to over standard input and output, and may kill.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;

    private Worker(Process process) => _process = process;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Flywheel.TestWorker" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public static Worker Start(params string[] arguments) => new(Launch(Program, arguments));

    /// <summary>Starts the worker under strace, which tampers with its system calls.</summary>
    /// <param name="call">The system call.</param>
    /// <param name="tampering">What strace(1) does to it, for example <c>signal=SIGKILL:when=3</c> (the third such call of a thread).</param>
    /// <param name="arguments">As for <see cref="Start"/>.</param>
    public static Worker StartTampered(string call, string tampering, params string[] arguments)
    {
        var strace = Requires.Tool("strace");
        return new(Launch(strace, ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:{tampering}", Program, .. arguments]));
    }

    /// <summary>
    /// Runs the worker again and again, killed by SIGKILL just before each single call of <paramref name="calls"/> in turn, until it comes
    /// through; asserts that every kind of call was hit.
    /// </summary>
    /// <param name="calls">The system calls that change something durable.</param>
    /// <param name="prepare">Run before each start.</param>
    /// <param name="examine">Run after each end, with what the worker had said and whether it came through.</param>
    /// <param name="arguments">As for <see cref="Start"/>.</param>
    public static void KillAtEveryStep(string[] calls, Action prepare, Action<List<string>, bool> examine, params string[] arguments)
    {
        foreach (var call in calls)
        {
            for (var step = 1; ; step++)
            {
                prepare();
                using var worker = StartTampered(call, string.Create(CultureInfo.InvariantCulture, $"signal=SIGKILL:when={step}"), arguments);
                worker.EndInput();
                var said = worker.HearAll();
                var cameThrough = worker.WaitForExit() == 0;
                examine(said, cameThrough);
                if (!cameThrough)
                    continue;
                step.ShouldBeGreaterThan(1, $"no {call} was hit");
                break;
            }
        }
    }

    /// <summary>Runs the worker to its end and tells which of the system calls it made, in order, as strace(1) writes them with paths.</summary>
    public static List<string> Trace(string calls, string log, params string[] arguments)
    {
        using var worker = new Worker(Launch(
            Requires.Tool("strace"), ["-f", "-qq", "-y", "-s", "64", "-o", log, "-e", $"trace={calls}", Program, .. arguments]));
        worker.EndInput();
        worker.HearAll();
        worker.WaitForExit().ShouldBe(0);
        return File.ReadAllLines(log).Select(static line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimStart()).ToList();
    }

    /// <summary>Whether a traced call is the worker saying a line.</summary>
    public static bool IsWord(string call) =>
        call.StartsWith("write(", StringComparison.Ordinal) && call.Contains("<pipe:", StringComparison.Ordinal) && call.Contains("\\n\"", StringComparison.Ordinal);

    /// <summary>The next line the worker says; null when it has ended.</summary>
    public string? Hear() => _process.StandardOutput.ReadLine();

    /// <summary>Everything it says until it ends.</summary>
    public List<string> HearAll()
    {
        var lines = new List<string>();
        while (Hear() is { } line)
            lines.Add(line);
        return lines;
    }

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public int WaitForExit()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static Process Launch(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // no files of the runtime's own among the tampered calls
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }
}
