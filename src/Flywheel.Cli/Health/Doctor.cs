using System.Runtime.InteropServices;
using Flywheel.Agents.Configuration;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Running;
using Flywheel.Cli.Terminal;
using Flywheel.Storage.Files;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Cli.Health;

/// <summary>Looks at the machine and the workspace as runs will find them. Sends nothing; leaves nothing behind.</summary>
internal sealed class Doctor
{
    private const long LowSpace = 500_000_000;
    private const long NoSpace = 50_000_000;

    private static readonly (string Name, string Use)[] Programs =
    [
        ("dotnet", "builds flywheel from its sources"),
        ("git", "names the actor of a run"),
        ("python3", "lets agents run code"),
        ("bwrap", "isolates what agents run (Debian: bubblewrap)"),
        ("pdftotext", "reads PDF files (Debian: poppler-utils)"),
    ];

    private readonly CommandContext _context;
    private readonly List<HealthCheck> _checks = [];

    private Doctor(CommandContext context) => _context = context;

    /// <summary>Checks everything.</summary>
    public static IReadOnlyList<HealthCheck> Examine(CommandContext context)
    {
        var doctor = new Doctor(context);
        doctor.CheckRuntime();
        doctor.CheckWorkspace();
        doctor.CheckJournals();
        doctor.CheckConfiguration();
        doctor.CheckPrograms();
        doctor.CheckTerminal();
        return doctor._checks;
    }

    private void CheckRuntime() =>
        Add("runtime", HealthState.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}), {Figures.Plural(Environment.ProcessorCount, "processor")}");

    private void CheckWorkspace()
    {
        var root = _context.WorkspaceRoot;
        var exists = Directory.Exists(root);
        var folder = exists ? root : ExistingParent(root);
        try
        {
            var probe = FileSystemProbe.Of(folder);
            Add("workspace", HealthState.Ok, exists ? root : $"{root} does not exist yet; the first run creates it");
            Add("locks", probe.Locks ? HealthState.Ok : HealthState.Failed, probe.Locks ? "advisory locks work" : $"the file system of {folder} has no advisory locks; choose another with --workspace");
            Add("preallocation", probe.Preallocates ? HealthState.Ok : HealthState.Warning, probe.Preallocates ? "space for records can be reserved" : "space can not be reserved: on a full disk a record may have to wait in its journal");
            Add("durability", probe.SyncsDirectories ? HealthState.Ok : HealthState.Warning, probe.SyncsDirectories ? "new files survive power loss" : "folders can not be synced: after power loss a new file may be missing");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Add("workspace", HealthState.Failed, $"{folder} can not be written: {error.Message}");
        }

        CheckSpace(folder);
    }

    private void CheckSpace(string folder)
    {
        try
        {
            var free = new DriveInfo(folder).AvailableFreeSpace;
            Add("disk space", free < NoSpace ? HealthState.Failed : free < LowSpace ? HealthState.Warning : HealthState.Ok, $"{Figures.Bytes(free)} free");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Add("disk space", HealthState.Warning, $"unknown: {error.Message}");
        }
    }

    private void CheckJournals()
    {
        if (!_context.WorkspaceExists)
            return;
        var workspace = Workspace.Open(_context.WorkspaceRoot, _context.Time);
        var dead = new List<string>();
        var running = 0;
        foreach (var id in workspace.Journals.RunIds())
        {
            using var claimed = workspace.Journals.TryClaim(id);
            if (claimed is null)
                running++;
            else
                dead.Add(id);
        }

        Add("open runs", dead.Count > 0 ? HealthState.Warning : HealthState.Ok, dead.Count > 0
            ? $"{Figures.Plural(dead.Count, "run")} died with their process ({dead[0]}{(dead.Count > 1 ? ", …" : "")}): `flywheel runs recover`"
            : $"{running} running, none dead");
    }

    private void CheckConfiguration()
    {
        try
        {
            var config = ConfigLoader.Load(_context.WorkspaceRoot);
            using var catalogue = Crew.Catalogue(config, _context);
            Add("configuration", HealthState.Ok, config.Path ?? "no config.yaml; the defaults are in effect");
            foreach (var (name, endpoint) in config.Endpoints)
            {
                var missing = endpoint.ApiKeyEnv is { } variable && _context.Variable(variable) is null;
                var key = endpoint.ApiKeyEnv is null ? "no key" : missing ? $"{endpoint.ApiKeyEnv} is not set" : $"key in {endpoint.ApiKeyEnv}";
                Add($"endpoint {name}", missing ? HealthState.Warning : HealthState.Ok, $"{endpoint.Type} at {endpoint.BaseUrl ?? "its own address"}, {key} (not asked)");
            }
        }
        catch (Exception error) when (Failure.Of(error).ExitCode == ExitCode.BadInput)
        {
            Add("configuration", HealthState.Failed, error.Message);
        }
    }

    private void CheckPrograms()
    {
        foreach (var (name, use) in Programs)
        {
            var path = Find(name);
            Add(name, path is null ? HealthState.Warning : HealthState.Ok, path ?? $"not found; it {use}");
        }
    }

    private void CheckTerminal()
    {
        var output = _context.Output;
        var kind = output.Capability switch
        {
            TerminalCapability.Color => "a terminal with colour",
            TerminalCapability.Plain => "a terminal without colour",
            _ => "a file or pipe",
        };
        Add("terminal", HealthState.Ok, $"results go to {kind}, {output.Width} cells wide; TERM={_context.Variable("TERM") ?? "(not set)"}");
    }

    private string? Find(string program) => (_context.Variable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static string ExistingParent(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return folder ?? "/";
    }

    private void Add(string name, HealthState state, string finding) => _checks.Add(new HealthCheck(name, state, finding));
}
