using Flywheel.Cli.Terminal;
using Microsoft.Extensions.AI;

namespace Flywheel.Cli.Invocation;

/// <summary>What the process gives to a command: environment, folder, clock, streams. Tests give their own. Immutable and thread-safe.</summary>
internal sealed record Host
{
    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The folder relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Progress and messages.</summary>
    public required TextWriter Errors { get; init; }

    /// <summary>Whether a person looks at the results.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person looks at the messages.</summary>
    public bool ErrorsAreTerminal { get; init; }

    /// <summary>Cells per line and lines of the terminal.</summary>
    public (int Width, int Height) Size { get; init; } = (100, 40);

    /// <summary>Makes the model named <c>embedded</c>; null for the one that ships with the product.</summary>
    public Func<IChatClient>? Embedded { get; init; }

    /// <summary>The present process.</summary>
    public static Host OfProcess()
    {
        var outputIsTerminal = !Console.IsOutputRedirected;
        var errorsAreTerminal = !Console.IsErrorRedirected;
        return new Host
        {
            Environment = System.Environment.GetEnvironmentVariable,
            WorkingDirectory = Directory.GetCurrentDirectory(),
            Output = Console.Out,
            Errors = Console.Error,
            OutputIsTerminal = outputIsTerminal,
            ErrorsAreTerminal = errorsAreTerminal,
            Size = outputIsTerminal || errorsAreTerminal ? TerminalSize() : (100, 40),
        };
    }

    private static (int Width, int Height) TerminalSize()
    {
        try
        {
            var (width, height) = (Console.WindowWidth, Console.WindowHeight);
            return (width > 0 ? width : 80, height > 0 ? height : 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }
}
