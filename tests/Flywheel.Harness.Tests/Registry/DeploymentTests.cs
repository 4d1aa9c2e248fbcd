using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;

namespace Flywheel.Harness.Tests.Registry;

public sealed class DeploymentTests : IDisposable
{
    private static readonly DeploymentRequest Production = DeploymentRequest.To("production");

    private readonly RegistryBench _bench = new();

    [Fact]
    public void Production_needs_an_accepting_gate_of_this_very_content()
    {
        var first = _bench.Commit(1);
        var second = _bench.Commit(2);
        _bench.Gate(first.Hash, "ACCEPT", "g_yes");
        _bench.Gate(second.Hash, "REJECT", "g_no");

        Refusal("mine@1", Production).ShouldContain("with an accepting gate");
        Refusal("mine@2", Production with { GateId = "g_no" }).ShouldContain("decided REJECT");
        Refusal("mine@2", Production with { GateId = "g_yes" }).ShouldContain("judged another content");
        Should.Throw<HarnessException>(() => _bench.Registry.Deploy("mine@1", Production with { GateId = "g_none" })).Message.ShouldContain("There is no gate g_none");
        _bench.Registry.State("mine").Channel(Channels.Production).ShouldBeNull();

        _bench.Registry.Deploy("mine@1", Production with { GateId = "g_yes" });

        var held = _bench.Registry.State("mine").Channel(Channels.Production)!;
        held.Version.ShouldBe(1);
        held.Gate!.Suite.ShouldBe("answers");
        held.Gate.Effect.ShouldBe(0.08);
        _bench.Registry.State("mine").Versions[0].Gates.ShouldHaveSingleItem().GateId.ShouldBe("g_yes");
    }

    [Fact]
    public void A_gate_that_has_not_decided_or_decided_twice_speaks_for_nothing()
    {
        var version = _bench.Commit(1);
        File.AppendAllText(Path.Combine(_bench.Root, "data", "gates.jsonl"), "{\"gate_id\":\"g_open\",\"event\":\"opened\"}\nnot json\n");
        _bench.Gate(version.Hash, "REJECT", "g_twice");
        _bench.Gate(version.Hash, "ACCEPT", "g_twice");

        Should.Throw<HarnessException>(() => _bench.Registry.Deploy("mine@1", Production with { GateId = "g_open" })).Message.ShouldContain("has not decided yet");
        Should.Throw<HarnessException>(() => _bench.Registry.Deploy("mine@1", Production with { GateId = "g_twice" })).Message.ShouldContain("two decisions");
    }

    [Fact]
    public void An_override_is_a_reason_and_is_kept()
    {
        _bench.Commit(1);

        Should.Throw<HarnessException>(() => _bench.Registry.Deploy("mine@1", Production with { Override = " " })).Message.ShouldContain("give a reason");
        Should.Throw<HarnessException>(() => _bench.Registry.Deploy("mine@1", Production with { Override = "x", GateId = _bench.Gate(_bench.Registry.State("mine").Latest!.Hash) })).Message.ShouldContain("not both");
        _bench.Registry.Deploy("mine@1", Production with { Override = "outage: the old prompt names a dead server" });

        _bench.Registry.State("mine").Channel(Channels.Production)!.Override.ShouldBe("outage: the old prompt names a dead server");
        File.ReadAllText(_bench.HistoryPath()).ShouldContain("\"override\":\"outage: the old prompt names a dead server\"");
    }

    [Fact]
    public void Approvals_come_from_others_than_the_author_and_a_rejection_holds_until_it_is_withdrawn()
    {
        _bench.Commit(1);
        var request = Production with { Override = "test" };
        HarnessRegistry Strict(string actor) => _bench.As(actor, requireReview: 2);

        Should.Throw<HarnessException>(() => Strict("ada").Review("mine@1", "approve", "mine")).Message.ShouldContain("someone else reviews it");
        Should.Throw<HarnessException>(() => Strict("bob").Review("mine@1", "approve", " ")).Message.ShouldContain("says why");
        Strict("bob").Review("mine@1", "approve", "reads well");
        Strict("bob").Review("mine@1", "approve", "reads well, again");
        Should.Throw<DeploymentRefusedException>(() => Strict("ada").Deploy("mine@1", request)).Message.ShouldContain("1 of 2 approvals");
        Strict("cy").Review("mine@1", "reject", "the second rule forbids what the first asks");
        Strict("dee").Review("mine@1", "approve", "fine");
        Should.Throw<DeploymentRefusedException>(() => Strict("ada").Deploy("mine@1", request)).Message.ShouldContain("rejected by cy");
        Strict("cy").Review("mine@1", "approve", "settled");

        Strict("ada").Deploy("mine@1", request);

        _bench.Registry.State("mine").Channel(Channels.Production)!.Version.ShouldBe(1);
        _bench.Registry.State("mine").Versions[0].Approvals.ShouldBe(["bob", "cy", "dee"]);
    }

    [Fact]
    public void Rollback_goes_back_and_further_back()
    {
        for (var n = 1; n <= 3; n++)
        {
            _bench.Commit(n);
            _bench.Registry.Deploy("mine", Production with { Override = "test" });
        }

        _bench.Registry.Rollback("mine", "production", "worse answers");
        InProduction().ShouldBe(2);
        _bench.Registry.Rollback("mine", "production", "worse still");
        InProduction().ShouldBe(1);
        Should.Throw<HarnessException>(() => _bench.Registry.Rollback("mine", "production", "x")).Message.ShouldContain("nothing to go back to");
        _bench.Registry.Deploy("mine@3", Production with { Override = "fixed" });
        Should.Throw<HarnessException>(() => _bench.Registry.Rollback("mine", "production", "x", "2")).Message.ShouldContain("was not in production before");
        _bench.Registry.Rollback("mine", "production", "x", "1");
        InProduction().ShouldBe(1);
        Should.Throw<HarnessException>(() => _bench.Registry.Rollback("mine", "production", " ")).Message.ShouldContain("give a reason");
        Should.Throw<HarnessException>(() => _bench.Registry.Rollback("mine", "staging", "x")).Message.ShouldContain("Nothing of 'mine' is deployed to staging");

        int InProduction() => _bench.Registry.State("mine").Channel(Channels.Production)!.Version;
    }

    [Theory]
    [InlineData("prodution", "Did you mean 'production'?")]
    [InlineData("canary:0", "above 0 and at most 100")]
    [InlineData("canary:101", "above 0 and at most 100")]
    [InlineData("canary:ten", "above 0 and at most 100")]
    [InlineData("staging:5", "only a canary has a share")]
    public void A_channel_that_is_none_is_named(string channel, string message) =>
        Should.Throw<HarnessException>(() => DeploymentRequest.To(channel)).Message.ShouldContain(message);

    [Fact]
    public void A_share_of_tasks_runs_the_canary_and_always_the_same_tasks()
    {
        _bench.Commit(1);
        _bench.Registry.Deploy("mine", Production with { Override = "test" });
        _bench.Commit(2);
        _bench.Registry.Deploy("mine", DeploymentRequest.To("canary:10"));
        var tasks = Enumerable.Range(0, 400).Select(n => $"Task number {n}").ToList();

        var canary = tasks.Where(task => _bench.Registry.Resolve("mine", task).Channel == "canary").ToList();

        canary.Count.ShouldBeInRange(20, 65); // 400 × 10 %, four standard deviations
        canary.ShouldAllBe(task => _bench.Registry.Resolve("mine", task).Version == 2);
        tasks.Except(canary, StringComparer.Ordinal).ShouldAllBe(task => _bench.Registry.Resolve("mine", task).Version == 1);
        _bench.Registry.Deploy("mine@2", DeploymentRequest.To("canary:40"));
        canary.ShouldAllBe(task => _bench.Registry.Resolve("mine", task).Channel == "canary");
        _bench.Registry.Rollback("mine", "canary", "enough seen");
        tasks.ShouldAllBe(task => _bench.Registry.Resolve("mine", task).Version == 1);
    }

    [Fact]
    public void The_share_of_the_canary_is_the_share_that_was_asked_for()
    {
        var selected = Enumerable.Range(0, 20_000).Count(n => CanarySelection.Selects("mine", $"task {n}", 25));

        selected.ShouldBeInRange(4_755, 5_245); // four standard deviations
        CanarySelection.Selects("mine", "a", 100).ShouldBeTrue();
        CanarySelection.Selects("mine", "a", 0).ShouldBeFalse();
    }

    [Fact]
    public void A_canary_that_goes_to_production_is_a_canary_no_more()
    {
        _bench.Commit(1);
        _bench.Registry.Deploy("mine", DeploymentRequest.To("canary"));
        _bench.Registry.Deploy("mine", Production with { Override = "test" });

        _bench.Registry.State("mine").Channel(Channels.Canary).ShouldBeNull();
    }

    [Fact]
    public void A_run_without_a_version_takes_production_and_says_when_the_working_copy_differs()
    {
        _bench.Write("harness: mine\nverify: {threshold: 3}");
        _bench.Registry.Resolve("mine", "t").Version.ShouldBeNull();
        _bench.Commit(1);
        _bench.Registry.Resolve("mine", "t").Version.ShouldBeNull();
        _bench.Registry.Deploy("mine", Production with { Override = "test" });
        _bench.Write("harness: mine\nverify: {threshold: 5}");

        var resolved = _bench.Registry.Resolve("mine", "t");

        (resolved.Version, resolved.Channel, resolved.Harness.Spec.Verify.Threshold).ShouldBe((1, "production", 1));
        resolved.Notes.ShouldHaveSingleItem().ShouldContain("say mine@working");
        _bench.Registry.Resolve("mine@working", "t").Harness.Spec.Verify.Threshold.ShouldBe(5);
        _bench.Registry.Resolve("research", "t").Harness.Spec.Name.ShouldBe("research");
    }

    [Fact]
    public void Deploying_what_is_there_already_is_refused()
    {
        _bench.Commit(1);
        _bench.Registry.Deploy("mine", DeploymentRequest.To("staging"));

        Should.Throw<HarnessException>(() => _bench.Registry.Deploy("mine", DeploymentRequest.To("staging"))).Message.ShouldContain("in staging already");
    }

    [Fact]
    public void An_evaluation_is_recorded_for_the_content_it_judged()
    {
        var first = _bench.Commit(1);
        _bench.Commit(2);
        _bench.Gate(first.Hash, "UNDECIDED");

        Should.Throw<HarnessException>(() => _bench.Registry.RecordEvaluation("mine@2", "g_1")).Message.ShouldContain("not mine@2");
        _bench.Registry.RecordEvaluation("mine@1", "g_1");

        _bench.Registry.State("mine").Versions[0].Gates.ShouldHaveSingleItem().Decision.ShouldBe("UNDECIDED");
    }

    public void Dispose() => _bench.Dispose();

    private string Refusal(string reference, DeploymentRequest request) => Should.Throw<DeploymentRefusedException>(() => _bench.Registry.Deploy(reference, request)).Message;
}
