using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Storage.Files;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Harness.Tests.Registry;

/// <summary>
/// This assembly as a second process: with <c>FLYWHEEL_TEST_HOST</c> set it works on a registry instead of running tests, and says each thing that is
/// done on its standard output.
/// </summary>
internal static class RegistryHost
{
    private const string Variable = "FLYWHEEL_TEST_HOST";

    /// <summary>Starts the second process; the caller ends it.</summary>
    /// <param name="bench">The workspace.</param>
    /// <param name="actor">Who works.</param>
    /// <param name="rounds">How often it commits and deploys.</param>
    /// <param name="tracer">A program to run it under, with its arguments; empty for none.</param>
    public static Process Start(RegistryBench bench, string actor, int rounds, params IReadOnlyList<string> tracer)
    {
        string[] command = [.. tracer, Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", typeof(RegistryHost).Assembly.Location];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment[Variable] = string.Join('|', bench.Root, bench.StateFolder, actor, rounds.ToString(CultureInfo.InvariantCulture));
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void RunInstead()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } order)
            return;
        var parts = order.Split('|');
        try
        {
            Work(parts[0], parts[1], parts[2], int.Parse(parts[3], CultureInfo.InvariantCulture));
            Environment.Exit(0);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error);
            Environment.Exit(1);
        }
    }

    private static void Work(string root, string stateFolder, string actor, int rounds)
    {
        var workspace = Workspace.Open(root, TimeProvider.System);
        var registry = new HarnessRegistry(workspace, new RegistryOptions { Actor = actor, StateFolder = stateFolder }, TimeProvider.System);
        var path = registry.Catalogue.WorkingCopy("mine")!;
        for (var round = 0; round < rounds; round++)
        {
            AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"harness: mine\ndescription: {new string('x', 3000)}\ninstructions: {{planner: {actor} {round} {Guid.NewGuid()}}}\n")));
            Say(() => registry.Commit("mine", new ChangeManifest { Edit = $"{actor} {round} {new string('y', 6000)}" }));
            Say(() => registry.Deploy("mine@latest", DeploymentRequest.To("production") with { Override = $"{actor} {round}" }));
        }
    }

    // What another process did first is no failure: there is nothing left to do.
    private static void Say(Func<RegistryOutcome> step)
    {
        try
        {
            var happened = step().Event;
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{happened.Seq} {happened.Hash} {happened.Event}"));
            Console.Out.Flush();
        }
        catch (HarnessException error) when (error.Message.StartsWith("Nothing to commit", StringComparison.Ordinal) || error.Message.Contains("already", StringComparison.Ordinal))
        {
            Console.Out.WriteLine("- - passed");
        }
    }
}
