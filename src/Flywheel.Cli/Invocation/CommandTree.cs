using System.CommandLine;
using System.CommandLine.Help;
using Flywheel.Cli.Failures;

namespace Flywheel.Cli.Invocation;

/// <summary>The whole command line: parses it, reports mistakes in words, runs the one command that was asked for.</summary>
internal static class CommandTree
{
    private const string Description = """
        Runs LLM agents through a versioned harness, records every run so that nothing is lost, and makes the harness measurably better.

        Exit codes: 0 done; 1 the work ran and the answer is no; 2 bad usage or bad input; 3 something outside failed; 130 interrupted.
        """;

    /// <summary>Runs a command line.</summary>
    /// <param name="host">What the process gives.</param>
    /// <param name="commands">Makes the commands.</param>
    /// <param name="arguments">The words after <c>flywheel</c>.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Host host, Func<Host, IEnumerable<Command>> commands, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var root = Root(host, commands);
        var parsed = root.Parse(arguments.Count == 0 ? ["--help"] : arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var asksForHelp = parsed.Action is HelpWithExamples;
        if (!asksForHelp && UsageProblems.Of(parsed) is { Count: > 0 } problems)
            return Refuse(host, parsed, problems);
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = host.Output,
                Error = host.Errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            },
            cancellationToken);
    }

    private static RootCommand Root(Host host, Func<Host, IEnumerable<Command>> commands)
    {
        var root = new RootCommand(Description);
        GlobalOptions.AddTo(root);
        foreach (var command in commands(host))
            root.Add(command);
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples(host.OutputIsTerminal ? host.Size.Width : int.MaxValue);
        return root;
    }

    private static int Refuse(Host host, ParseResult parsed, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
            host.Errors.Write($"error: {Terminal.SafeText.Line(problem)}\n");
        host.Errors.Write($"See `{UsageProblems.PathOf(parsed.CommandResult.Command)} --help`.\n");
        host.Errors.Flush();
        return ExitCode.BadInput;
    }
}
