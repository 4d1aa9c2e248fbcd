using System.Globalization;
using Flywheel.Harness.History;
using Flywheel.Harness.Registry;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Harness.Tests.Registry;

/// <summary>The same workspace, or a copy, as another user or machine sees it.</summary>
internal sealed class RegistryBenchView
{
    private readonly string _root;
    private readonly HarnessRegistry _registry;

    public RegistryBenchView(RegistryBench bench, string stateFolder, string? root = null)
    {
        _root = root ?? bench.Root;
        _registry = new HarnessRegistry(Workspace.Open(_root, bench.Time), new RegistryOptions { Actor = "eve", StateFolder = stateFolder }, bench.Time);
    }

    public IReadOnlyList<string> Commit(double threshold)
    {
        Directory.CreateDirectory(Path.Combine(_root, "harnesses", "mine"));
        File.WriteAllText(Path.Combine(_root, "harnesses", "mine", "harness.yaml"), string.Create(CultureInfo.InvariantCulture, $"harness: mine\nverify: {{threshold: {threshold}}}\n"));
        return _registry.Commit("mine", new ChangeManifest { Edit = "Elsewhere" }).Notes;
    }
}
