using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Flywheel.EndToEnd.Tests.Processes;

/// <summary>The built command, run as users run it: a process of its own.</summary>
internal sealed partial class FlywheelProcess : IDisposable
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "flywheel.dll");

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FlywheelProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The id of the run, once the command has said it; the process may end without.</summary>
    public Task<string> Announced => _announced.Task;

    /// <summary>The id the command has said, or null.</summary>
    public string? AnnouncedId => _announced.Task.IsCompletedSuccessfully ? _announced.Task.Result : null;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static FlywheelProcess Start(string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        Start(directory, "dotnet", [Assembly, .. arguments], environment);

    /// <summary>Starts the command under another program, for example <c>strace</c>.</summary>
    public static FlywheelProcess StartUnder(string directory, string program, IEnumerable<string> programArguments, IEnumerable<string> arguments) =>
        Start(directory, program, [.. programArguments, "dotnet", Assembly, .. arguments], null);

    /// <summary>Runs the command to its end.</summary>
    public static async Task<FinishedProcess> RunAsync(
        string directory, IEnumerable<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var process = Start(directory, arguments, environment);
        return await process.WaitAsync(cancellationToken);
    }

    public async Task<FinishedProcess> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        _announced.TrySetCanceled(CancellationToken.None);
        return new FinishedProcess(_process.ExitCode, Output, Error);
    }

    /// <summary>Ends the process with SIGKILL, as the kernel would.</summary>
    public void Kill() => _process.Kill(entireProcessTree: false);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static FlywheelProcess Start(string directory, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = false,
        };
        start.Environment["FLYWHEEL_ACTOR"] = "test";
        start.Environment["NO_COLOR"] = "1";
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("HARNESS_", StringComparison.Ordinal) || name == "FLYWHEEL_WORKSPACE").ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new FlywheelProcess(new Process { StartInfo = start });
    }

    private void Keep(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.AppendLine(line);
        if (ReferenceEquals(text, _error) && RunIdPattern().Match(line) is { Success: true } found)
            _announced.TrySetResult(found.Value);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    [GeneratedRegex(@"(?<=^Run )\d{8}T\d{6}_[0-9a-f]{8}\b")]
    private static partial Regex RunIdPattern();
}

/// <summary>How a process ended.</summary>
internal sealed record FinishedProcess(int ExitCode, string Output, string Error)
{
    public FinishedProcess ShouldExitWith(int code)
    {
        ExitCode.ShouldBe(code, $"stdout:\n{Output}\nstderr:\n{Error}");
        return this;
    }
}
