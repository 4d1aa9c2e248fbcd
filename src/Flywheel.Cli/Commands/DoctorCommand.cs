using System.CommandLine;
using System.Text.Json.Nodes;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Health;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;

namespace Flywheel.Cli.Commands;

/// <summary><c>flywheel doctor</c>.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Host host) => new FlywheelCommand(
        "doctor",
        "Checks what runs need: runtime, workspace, locks, disk, programs, configuration, open runs. Sends nothing. Exit 1 when something would stop a run.",
        new Example("flywheel doctor", "before the first run, or when something is odd"),
        new Example("flywheel doctor --json", "for a machine"))
        .Does(host, static (context, _) => Run(context));

    private static int Run(CommandContext context)
    {
        var checks = Doctor.Examine(context);
        var failed = checks.Any(static check => check.State == HealthState.Failed);
        if (context.Json)
        {
            var lines = checks.Select(static check => (JsonNode)new JsonObject { ["name"] = check.Name, ["state"] = StateName(check.State), ["finding"] = check.Finding });
            context.Output.Json(new JsonObject { ["ok"] = !failed, ["checks"] = new JsonArray([.. lines]) }.ToJsonString());
        }
        else
        {
            var table = new TextTable(new TableColumn("check"), new TableColumn("state"), new TableColumn("finding", MaxCells: 400));
            foreach (var check in checks)
                table.Add(check.Name, new TableCell(StateName(check.State), ToneOf(check.State)), check.Finding);
            table.WriteTo(context.Output);
        }

        return failed ? ExitCode.No : ExitCode.Done;
    }

    private static string StateName(HealthState state) => state switch
    {
        HealthState.Ok => "ok",
        HealthState.Warning => "warning",
        _ => "failed",
    };

    private static Tone ToneOf(HealthState state) => state switch
    {
        HealthState.Ok => Tone.Good,
        HealthState.Warning => Tone.Warning,
        _ => Tone.Bad,
    };
}
