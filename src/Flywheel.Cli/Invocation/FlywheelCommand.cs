using System.CommandLine;

namespace Flywheel.Cli.Invocation;

/// <summary>A command with examples, whose work ends in an exit code whatever happens.</summary>
internal sealed class FlywheelCommand : Command
{
    /// <summary>A command.</summary>
    public FlywheelCommand(string name, string description, params Example[] examples)
        : base(name, description) => Examples = examples;

    /// <summary>Shown by <c>--help</c>.</summary>
    public IReadOnlyList<Example> Examples { get; }

    /// <summary>Adds what the command takes and does.</summary>
    /// <param name="host">What the process gives.</param>
    /// <param name="work">Does the work and returns the exit code.</param>
    /// <param name="symbols">Its arguments and options.</param>
    public FlywheelCommand Does(Host host, Func<CommandContext, ParseResult, CancellationToken, Task<int>> work, params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                Add(argument);
            else
                Add((Option)symbol);
        }

        SetAction((parsed, cancellationToken) => RunAsync(new CommandContext(host, parsed), parsed, work, cancellationToken));
        return this;
    }

    /// <summary>As <see cref="Does(Host, Func{CommandContext, ParseResult, CancellationToken, Task{int}}, Symbol[])"/>, for work that does not wait.</summary>
    public FlywheelCommand Does(Host host, Func<CommandContext, ParseResult, int> work, params Symbol[] symbols) =>
        Does(host, (context, parsed, _) => Task.FromResult(work(context, parsed)), symbols);

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parsed, Func<CommandContext, ParseResult, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(context, parsed, cancellationToken);
        }
        catch (Exception exception)
        {
            return FailureReport.Write(context, exception);
        }
    }
}
