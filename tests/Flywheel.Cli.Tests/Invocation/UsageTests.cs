using System.CommandLine;
using Flywheel.Cli.Commands;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Invocation;

public sealed class UsageTests
{
    public static TheoryData<string> CommandPaths => [.. Commands().Select(static command => command.Path)];

    [Theory]
    [InlineData("rnu", "There is no command 'rnu' of `flywheel`. Did you mean 'run' or 'runs'?")]
    [InlineData("runs lst", "There is no command 'lst' of `flywheel runs`. Did you mean 'list'?")]
    [InlineData("zzzzzz", "Known: run, inspect, runs")]
    [InlineData("runs", "`flywheel runs` needs one of its commands: list, show, import, label, verify, recover, tail.")]
    [InlineData("run --crpus docs task", "There is no option --crpus of `flywheel run`. Did you mean '--corpus'?")]
    [InlineData("run task --jsn", "Did you mean '--json'?")]
    [InlineData("run", "TASK is missing")]
    [InlineData("runs show", "RUN_ID is missing")]
    [InlineData("doctor now", "`flywheel doctor` does not expect 'now'")]
    [InlineData("run task --out", "--out")]
    [InlineData("runs list --limit many", "many")]
    public async Task A_mistake_is_named_and_exits_with_2(string line, string message)
    {
        using var sandbox = new CliSandbox();

        var result = await sandbox.RunAsync(line.Split(' '));

        result.ShouldExitWith(2).Errors.ShouldContain(message);
        result.Errors.ShouldContain("--help");
        result.Output.ShouldBeEmpty();
        sandbox.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_may_begin_with_a_dash_after_two_dashes()
    {
        using var sandbox = new CliSandbox();

        var result = await sandbox.RunAsync("run", "--corpus", "missing", "--", "--weird", "task");

        result.ShouldExitWith(2).Errors.ShouldContain("missing");
        result.Errors.ShouldNotContain("no option");
    }

    [Fact]
    public async Task Without_words_the_help_is_shown()
    {
        using var sandbox = new CliSandbox();

        var result = await sandbox.RunAsync();

        result.ShouldExitWith(0).Output.ShouldContain("Usage:");
    }

    [Theory]
    [MemberData(nameof(CommandPaths))]
    public async Task Every_command_explains_itself_with_examples(string path)
    {
        using var sandbox = new CliSandbox();

        var result = await sandbox.RunAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        result.ShouldExitWith(0).Output.ShouldContain("--workspace");
        result.Output.ShouldContain("Examples:");
        result.Output.ShouldContain($"  flywheel {path}");
    }

    [Fact]
    public void Every_option_and_argument_is_described()
    {
        foreach (var (path, command) in Commands())
        {
            command.Description.ShouldNotBeNullOrWhiteSpace(path);
            foreach (var symbol in command.Options.Cast<Symbol>().Concat(command.Arguments))
                symbol.Description.ShouldNotBeNullOrWhiteSpace($"{path} {symbol.Name}");
        }
    }

    [Fact]
    public async Task The_version_is_printed()
    {
        using var sandbox = new CliSandbox();

        var result = await sandbox.RunAsync("--version");

        result.ShouldExitWith(0).Output.ShouldStartWith("0.");
    }

    [Fact]
    public async Task A_workspace_that_is_a_file_is_refused()
    {
        using var sandbox = new CliSandbox();
        sandbox.Write("file", "x");

        var result = await sandbox.RunAsync("inspect", "--workspace", "file");

        result.ShouldExitWith(2).Errors.ShouldContain("is a file");
    }

    private static IEnumerable<(string Path, Command Command)> Commands()
    {
        var host = new Host { Environment = static _ => null, WorkingDirectory = "/", Output = TextWriter.Null, Errors = TextWriter.Null };
        return AllCommands.For(host).SelectMany(static command => WithChildren(command, command.Name));
    }

    private static IEnumerable<(string Path, Command Command)> WithChildren(Command command, string path) =>
        command.Subcommands.SelectMany(child => WithChildren(child, $"{path} {child.Name}")).Prepend((path, command));
}
