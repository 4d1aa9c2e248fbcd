using System.Globalization;
using Flywheel.Harness.Audit;
using Flywheel.Harness.Blame;
using Flywheel.Harness.History;
using Flywheel.Harness.Registry;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Harness.Tests.Registry;

/// <summary>A workspace with a registry, in a folder that goes away with the test.</summary>
internal sealed class RegistryBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RegistryBench() => Registry = As("ada");

    public SteppingTime Time { get; } = new(new DateTimeOffset(2026, 10, 1, 9, 0, 0, TimeSpan.Zero));

    public HarnessRegistry Registry { get; private set; }

    public HarnessAudit Audit => new(Registry, Workspace);

    public HarnessBlame Blame => new(Registry);

    public string Root => Path.Combine(_folder.Path, "workspace");

    public string StateFolder => Path.Combine(_folder.Path, "state");

    public string Outside => _folder.Path;

    public Workspace Workspace => Workspace.Open(Root, Time);

    public string HistoryPath(string name = "mine") => Path.Combine(Root, "harnesses", name, "history.jsonl");

    public HarnessRegistry As(string actor, int requireReview = 0) =>
        new(Workspace, new RegistryOptions { Actor = actor, StateFolder = StateFolder, RequireReview = requireReview }, Time);

    public void Write(string text, string name = "mine")
    {
        var folder = Path.Combine(Root, "harnesses", name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "harness.yaml"), text);
    }

    /// <summary>Commits a version with this threshold and these rules.</summary>
    public HarnessVersionEntry Commit(double threshold = 8, string rules = "", string edit = "Change it", string name = "mine")
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"# {edit}\nharness: {name}\nverify: {{threshold: {threshold}}}\nrules: [{rules}]\n"), name);
        Registry.Commit(name, new ChangeManifest { Edit = edit });
        return Registry.State(name).Latest!;
    }

    /// <summary>Writes a gate's decision by hand, in the shape that gates write.</summary>
    public string Gate(string candidateHash, string decision = "ACCEPT", string id = "g_1")
    {
        var path = Path.Combine(Root, "data", "gates.jsonl");
        File.AppendAllText(path, $$$"""{"gate_id":"{{{id}}}","seq":1,"timestamp":"2026-10-01T08:00:00.000Z","event":"opened","suite":"answers","split_hash":"ab","candidate":{"version":null,"hash":"{{{candidateHash}}}"}}""" + "\n");
        File.AppendAllText(path, $$$"""{"gate_id":"{{{id}}}","seq":2,"timestamp":"2026-10-01T08:30:00.000Z","event":"decided","suite":"answers","split_hash":"ab","baseline":{"version":1,"hash":"00"},"candidate":{"version":null,"hash":"{{{candidateHash}}}"},"decision":"{{{decision}}}","effect":0.08,"low":0.02,"high":0.14}""" + "\n");
        return id;
    }

    public void Dispose() => _folder.Dispose();
}
