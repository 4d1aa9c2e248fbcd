using System.CommandLine;
using Flywheel.Cli.Invocation;

namespace Flywheel.Cli.Commands;

/// <summary>Every command of <c>flywheel</c>.</summary>
internal static class AllCommands
{
    /// <summary>The commands of a host.</summary>
    public static IEnumerable<Command> For(Host host) =>
    [
        RunCommand.Create(host),
        InspectCommand.Create(host),
        RunsCommand.Create(host),
        SessionsCommand.Create(host),
        TraceCommand.Create(host),
        MemoryCommand.Create(host),
        ConfigCommand.Create(host),
        DoctorCommand.Create(host),
    ];
}
