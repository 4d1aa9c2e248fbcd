using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Flywheel.Cli.Invocation;

/// <summary>The help of a command, and its examples below it. The one place where examples are laid out.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = 120 };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is FlywheelCommand { Examples.Count: > 0 } command)
            Write(parseResult.InvocationConfiguration.Output, command.Examples);
        return code;
    }

    private static void Write(TextWriter output, IReadOnlyList<Example> examples)
    {
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example.CommandLine}");
            output.WriteLine($"      {example.Explains}");
        }

        output.WriteLine();
    }
}
