using System.Text.RegularExpressions;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Docs;

/// <summary>
/// Runs every <c>$ flywheel …</c> line of the <c>console</c> blocks of a page, in order, in one folder with the samples. The example's run id stands for a
/// run that was made before. A comment <c># exit N</c> says which exit code is meant; otherwise 0, or 1 for a task that did not pass.
/// </summary>
public sealed partial class DocumentedCommandsTests
{
    private const string ExampleId = "20260410T143201_9c1e44ab";

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(CliSandbox.Repository, "docs", "commands"), "*.md").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_line_of_a_page_works(string page)
    {
        var lines = CommandLines(page);
        if (lines.Count == 0)
            return;
        using var sandbox = await WithSamplesAndARunAsync();
        var id = sandbox.Records()[0].RunId;

        foreach (var line in lines)
        {
            var command = Read(line.Replace(ExampleId, id, StringComparison.Ordinal));
            foreach (var (name, value) in command.Environment)
                sandbox.Environment[name] = value;
            var result = await RunAsync(sandbox, command);
            foreach (var name in command.Environment.Keys)
                sandbox.Environment.Remove(name);

            var expected = command.ExitCode is { } code ? [code] : command.Arguments[0] == "run" ? new[] { 0, 1 } : [0];
            expected.ShouldContain(result.ExitCode, $"{page}: {line}\n{result.Output}\n{result.Errors}");
        }
    }

    [Fact]
    public void Every_command_has_a_line_in_the_docs()
    {
        var documented = Pages.SelectMany(static page => CommandLines(page.Data)).ToList();

        foreach (var command in (string[])["run", "inspect", "runs list", "runs show", "runs import", "runs label", "runs verify", "runs recover", "runs tail", "sessions list", "sessions show", "trace summary", "trace open", "trace validate", "trace export", "memory list", "memory search", "config show", "config check", "doctor"])
            documented.ShouldContain(line => line.Contains($"flywheel {command}", StringComparison.Ordinal), command);
    }

    /// <summary>What does not end by itself is interrupted at once.</summary>
    private static Task<CliResult> RunAsync(CliSandbox sandbox, DocumentedCommand command) => command.Arguments.Contains("--follow", StringComparer.Ordinal)
        ? sandbox.RunUntilAsync(command.Arguments, new CancellationToken(canceled: true))
        : sandbox.RunAsync(command.Arguments);

    private static async Task<CliSandbox> WithSamplesAndARunAsync()
    {
        var sandbox = new CliSandbox();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(CliSandbox.Repository, "samples", "corpus")))
            sandbox.Write(Path.Combine("samples", "corpus", Path.GetFileName(path)), await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        sandbox.Write("samples/records.jsonl", SampleRuns.E1Line + "\n");
        var result = await sandbox.RunAsync("run", "Top 3 ways to keep an agent's context small", "--corpus", "samples/corpus");
        result.ExitCode.ShouldBeLessThanOrEqualTo(1, result.Errors);
        return sandbox;
    }

    private static List<string> CommandLines(string page)
    {
        var text = File.ReadAllText(Path.Combine(CliSandbox.Repository, "docs", "commands", page));
        return
        [
            .. ConsoleBlock().Matches(text)
                .SelectMany(static block => block.Groups["body"].Value.Split('\n'))
                .Where(static line => line.StartsWith("$ ", StringComparison.Ordinal))
                .Select(static line => line[2..].Trim()),
        ];
    }

    private static DocumentedCommand Read(string line)
    {
        var exit = ExitComment().Match(line);
        var words = Words(Comment().Replace(line, ""));
        var environment = words.TakeWhile(static word => Assignment().IsMatch(word)).Select(static word => word.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        words = words[environment.Count..];
        words[0].ShouldBe("flywheel", line);
        return new DocumentedCommand(environment, [.. words[1..]], exit.Success ? exit.Groups["code"].Value[0] - '0' : null);
    }

    private static List<string> Words(string line) =>
        [.. Word().Matches(line).Select(static word => word.Groups["quoted"].Success ? word.Groups["quoted"].Value : word.Value)];

    [GeneratedRegex(@"```console\n(?<body>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex(@"# exit (?<code>\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ExitComment();

    [GeneratedRegex(@"\s+# .*$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[A-Z_]+=", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Assignment();

    [GeneratedRegex("\"(?<quoted>[^\"]*)\"|\\S+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    private sealed record DocumentedCommand(Dictionary<string, string> Environment, string[] Arguments, int? ExitCode);
}
