using System.CommandLine;
using Flywheel.Cli.Invocation;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel runs</c>: the log of runs.</summary>
internal static class RunsCommand
{
    /// <summary>The command with its commands.</summary>
    public static Command Create(Host host) => new FlywheelCommand("runs", "Lists, shows, imports, labels, verifies and recovers runs.")
    {
        RunsListCommand.Create(host),
        RunsShowCommand.Create(host),
        RunsImportCommand.Create(host),
        RunsLabelCommand.Create(host),
        RunsVerifyCommand.Create(host),
        RunsRecoverCommand.Create(host),
        RunsTailCommand.Create(host),
    };
}
