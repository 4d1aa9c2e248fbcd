using System.Diagnostics;
using System.Text.Json.Nodes;
using Flywheel.Harness.Registry;
using Flywheel.Harness.Tests.Registry;

namespace Flywheel.Harness.Tests.Audit;

/// <summary>The shell lines of docs/harness-history.md do what the page says.</summary>
public sealed class DocumentedShellTests : IDisposable
{
    private readonly RegistryBench _bench = new();

    [Fact]
    public void A_shell_can_follow_the_chain_and_check_the_signature()
    {
        Requires.Program("jq", "/usr/bin/jq");
        Requires.Program("openssl", "/usr/bin/openssl");
        var blocks = Blocks();
        blocks.Count.ShouldBe(3);
        for (var n = 1; n <= 3; n++)
        {
            _bench.Commit(n, $"{{id: r{n}, stage: plan, text: \"Rule {n} \\\"naïve\\\" 🚀.\"}}");
            _bench.Registry.Deploy("mine", DeploymentRequest.To("staging"));
        }

        var folder = Path.GetDirectoryName(_bench.HistoryPath())!;
        Run(folder, blocks[0]).Split(' ')[0].ShouldBe(JsonNode.Parse(File.ReadAllLines(_bench.HistoryPath())[4])!["hash"]!.GetValue<string>());

        Run(_bench.Outside, blocks[1]);
        _bench.Registry.Sign("mine", Path.Combine(_bench.Outside, "key.pem"));
        File.Copy(Path.Combine(_bench.Outside, "public.pem"), Path.Combine(folder, "public.pem"));
        Run(folder, blocks[2]).ShouldContain("Verified OK");
        _bench.Audit.Verify("mine", File.ReadAllText(Path.Combine(_bench.Outside, "public.pem"))).Ok.ShouldBeTrue();
    }

    public void Dispose() => _bench.Dispose();

    private static List<string> Blocks()
    {
        var blocks = new List<string>();
        var inside = false;
        foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "harness-history.md")))
        {
            var code = line.StartsWith("    ", StringComparison.Ordinal);
            if (code && inside)
                blocks[^1] += "\n" + line.Trim();
            else if (code)
                blocks.Add(line.Trim());
            inside = code;
        }

        return blocks;
    }

    private static string Run(string folder, string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0, error.Result);
        return output.Trim();
    }
}
