using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Commands;

/// <summary>Signals to the command as a process of its own, while its model keeps it waiting.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_ends_the_run_as_cancelled(string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Signals are sent with kill.");
        using var model = new TcpListener(IPAddress.Loopback, 0);
        model.Start();
        using var sandbox = WithSilentModel(model);
        using var process = Start(sandbox);

        using var call = await model.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Send(signal, process);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(130);
        var record = sandbox.Records().ShouldHaveSingleItem();
        record.Final.ShouldBe("ERROR");
        record.Error.ShouldNotBeNull().Type.ShouldBe("Cancelled");
    }

    private static CliSandbox WithSilentModel(TcpListener model)
    {
        var sandbox = new CliSandbox().WithCorpus();
        sandbox.Write(".flywheel/config.yaml", $"endpoints: {{silent: {{type: openai, base_url: \"http://127.0.0.1:{((IPEndPoint)model.LocalEndpoint).Port}/v1\"}}}}\n");
        return sandbox;
    }

    /// <summary>Starts the command with the usual signals, though whoever runs the tests ignores some, as a shell does for work in the background.</summary>
    private static Process Start(CliSandbox sandbox)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM,HUP", "dotnet", Path.Combine(AppContext.BaseDirectory, "flywheel.dll"), "run", "Top 3 ways to keep context small", "--corpus", "corpus", "--model", "silent:m"])
        {
            WorkingDirectory = sandbox.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("FLYWHEEL_WORKSPACE");
        start.Environment["FLYWHEEL_ACTOR"] = "tester";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Send(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
