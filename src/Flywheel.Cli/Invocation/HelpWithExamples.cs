using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Flywheel.Cli.Invocation;

/// <summary>The help of a command, and its examples below it. The one place where examples are laid out.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const int WidestHelp = 120;

    private readonly HelpAction _help;

    /// <summary>Help for a screen so wide.</summary>
    public HelpWithExamples(int width) => _help = new HelpAction { MaxWidth = Math.Min(width, WidestHelp) };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        var examples = ExamplesOf(parseResult.CommandResult.Command);
        if (examples.Count > 0)
            Write(parseResult.InvocationConfiguration.Output, examples);
        return code;
    }

    /// <summary>A command's own examples; of a group the first of each command in it.</summary>
    private static IReadOnlyList<Example> ExamplesOf(Command command) => command is FlywheelCommand { Examples: { Count: > 0 } own }
        ? own
        : [.. command.Subcommands.Select(static sub => ExamplesOf(sub) is [var first, ..] ? first : null).OfType<Example>()];

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
