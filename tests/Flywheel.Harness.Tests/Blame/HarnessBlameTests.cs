using Flywheel.Harness.History;
using Flywheel.Harness.Tests.Registry;

namespace Flywheel.Harness.Tests.Blame;

public sealed class HarnessBlameTests : IDisposable
{
    private readonly RegistryBench _bench = new();

    [Fact]
    public void A_rule_knows_the_version_gate_and_runs_that_brought_it()
    {
        _bench.Commit(1, "{id: a, stage: plan, text: A}");
        var second = _bench.Commit(1, "{id: a, stage: plan, text: A}, {id: b, stage: plan, text: B, evidence: {runs: [run1]}}");
        _bench.Gate(second.Hash);
        _bench.Registry.RecordEvaluation("mine@2", "g_1");
        _bench.Write("harness: mine\nverify: {threshold: 1}\nrules: [{id: b, stage: plan, text: B, evidence: {runs: [run1]}}, {id: a, stage: plan, text: A better}]");
        _bench.Registry.Commit("mine", new ChangeManifest { Edit = "Reword a", Evidence = [new StepReference("run2", 4)] });

        var rules = _bench.Blame.Rules("mine");

        rules.Select(origin => (origin.Rule.Id, origin.AddedIn.Number, origin.ChangedIn.Number)).ShouldBe([("b", 2, 2), ("a", 1, 3)]);
        rules[0].Gates.ShouldHaveSingleItem().GateId.ShouldBe("g_1");
        rules[0].Runs.ShouldBe(["run1"]);
        rules[1].Runs.ShouldBe(["run2"]);
        rules[1].ChangedIn.Manifest.Edit.ShouldBe("Reword a");
    }

    [Fact]
    public void A_key_knows_the_version_that_set_it()
    {
        _bench.Commit(1);
        _bench.Commit(2);
        _bench.Write("harness: mine\nverify: {threshold: 2, max_rounds: 2}\nmemory: {retrieve: 1}");
        _bench.Registry.Commit("mine", new ChangeManifest { Edit = "More" });

        _bench.Blame.Keys("mine").Select(origin => $"{origin.Key} {origin.Value} {origin.SetIn.Number}")
            .ShouldBe(["harness \"mine\" 1", "verify.threshold 2 2", "verify.max_rounds 2 3", "memory.retrieve 1 3"]);
    }

    [Fact]
    public void A_line_knows_the_version_that_wrote_it()
    {
        Commit("harness: mine\n# a\nkind: research\n");
        Commit("# top\nharness: mine\n# a\nkind: research\nmemory: {retrieve: 1}\n");
        Commit("# top\nharness: mine\nkind: research\nmemory: {retrieve: 2}\n");

        _bench.Blame.Lines("mine").Select(line => $"{line.Version} {line.Text}").ShouldBe(["2 # top", "1 harness: mine", "1 kind: research", "3 memory: {retrieve: 2}"]);
        _bench.Blame.Lines("mine@2").Select(line => line.Version).ShouldBe([2, 1, 1, 1, 2]);

        void Commit(string text)
        {
            _bench.Write(text);
            _bench.Registry.Commit("mine", new ChangeManifest { Edit = "e" });
        }
    }

    public void Dispose() => _bench.Dispose();
}
