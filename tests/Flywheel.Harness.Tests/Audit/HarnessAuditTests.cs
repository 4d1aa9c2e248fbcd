using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Flywheel.Harness.Audit;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Harness.Tests.Registry;

namespace Flywheel.Harness.Tests.Audit;

public sealed class HarnessAuditTests : IDisposable
{
    private readonly RegistryBench _bench = new();

    [Fact]
    public void What_was_in_effect_at_a_moment_comes_with_its_rules_and_evidence()
    {
        var first = Deploy(1, "{id: a, stage: plan, text: A, evidence: {confidence: 0.5}}");
        var second = Deploy(2, "{id: a, stage: plan, text: A, evidence: {confidence: 0.9}}, {id: b, stage: plan, text: B}");
        _bench.Registry.Rollback("mine", "production", "worse");
        var back = _bench.Registry.State("mine").Channel(Channels.Production)!.Since;

        Effect(first.AddMinutes(-1)).ShouldBeNull();
        Effect(first)!.Rules.Select(rule => rule.Id).ShouldBe(["a"]);
        Effect(second.AddMinutes(-1))!.Version.ShouldBe(1);
        var then = Effect(second)!;
        (then.Version, then.Since, then.Gate!.GateId).ShouldBe((2, second, "g_2"));
        then.Rules.Select(rule => rule.Evidence).ShouldBe(["{\"confidence\":0.9}", null]);
        Effect(back)!.Version.ShouldBe(1);
        Effect(back)!.Rules[0].Evidence.ShouldBe("{\"confidence\":0.5}");
    }

    [Fact]
    public void The_machine_output_has_the_published_shape()
    {
        Deploy(1, "{id: a, stage: plan, text: A}");

        var json = _bench.Audit.Verify("mine").ToJson();

        json["ok"]!.GetValue<bool>().ShouldBeTrue();
        json["events"]!.GetValue<int>().ShouldBe(2);
        json["head"]!.GetValue<string>().Length.ShouldBe(64);
        json["first_bad"].ShouldBeNull();
        json["in_effect"]!["version"]!.GetValue<int>().ShouldBe(1);
        json["in_effect"]!["channel"]!.GetValue<string>().ShouldBe("production");
        json["in_effect"]!["gate"]!.GetValue<string>().ShouldBe("g_1");
        json["in_effect"]!["rules"]!.AsArray().Select(rule => rule!.GetValue<string>()).ShouldBe(["a"]);
    }

    [Fact]
    public void A_flipped_byte_is_named_by_event_and_line()
    {
        Deploy(1, "");
        Deploy(2, "");
        var content = File.ReadAllBytes(_bench.HistoryPath());
        var third = Array.IndexOf(content, (byte)'\n', Array.IndexOf(content, (byte)'\n') + 1) + 40;
        content[third] ^= 1;
        File.WriteAllBytes(_bench.HistoryPath(), content);

        var result = _bench.Audit.Verify("mine");

        result.Ok.ShouldBeFalse();
        (result.FirstBad!.Seq, result.FirstBad.Line, result.Events).ShouldBe((3, 3, 2));
    }

    [Fact]
    public void A_changed_or_missing_content_is_found()
    {
        Deploy(1, "");
        var version = _bench.Registry.State("mine").Latest!;
        var path = _bench.Workspace.Blobs.PathOf(Storage.Blobs.BlobId.Parse(version.Hash));
        File.WriteAllText(path, File.ReadAllText(path).Replace("mine", "Mine", StringComparison.Ordinal));

        var changed = _bench.Audit.Verify("mine");
        changed.Ok.ShouldBeFalse();
        changed.FirstBad.ShouldBeNull();
        changed.Findings.ShouldHaveSingleItem().ShouldContain("changed after it was written");
        _bench.Audit.At("mine", _bench.Time.Next).Findings.ShouldHaveSingleItem().ShouldContain("changed after it was written");

        File.Delete(_bench.Workspace.Blobs.PathOf(Storage.Blobs.BlobId.Parse(version.Source)));
        _bench.Audit.Verify("mine").Findings.Count.ShouldBe(2);
    }

    [Fact]
    public void A_gate_record_changed_afterwards_is_found()
    {
        Deploy(1, "");
        var gates = Path.Combine(_bench.Root, "data", "gates.jsonl");
        File.WriteAllText(gates, File.ReadAllText(gates).Replace("\"effect\":0.08", "\"effect\":0.8", StringComparison.Ordinal));

        _bench.Audit.Verify("mine").Findings.ShouldHaveSingleItem().ShouldContain("The decision of the gate g_1 is not in");
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("review")]
    [InlineData("commit")]
    public void A_chain_that_is_whole_and_makes_no_sense_is_found(string forged)
    {
        var version = _bench.Commit(1);
        var head = _bench.Registry.State("mine").Events[^1].Hash;
        var draft = forged switch
        {
            "deploy" => new HistoryEvent { Event = HistoryEvents.Deployed, Version = 1, Channel = Channels.Production, Gate = new GateEvidence { GateId = "g", Decision = "REJECT", CandidateHash = version.Hash } },
            "review" => new HistoryEvent { Event = HistoryEvents.Reviewed, Version = 1, Verdict = "approve", Comment = "mine" },
            _ => new HistoryEvent { Event = HistoryEvents.Committed, Version = 9, Content = version.Hash, Source = version.Source },
        };
        var line = HistoryChain.Seal(draft with { Actor = "ada", Timestamp = version.Timestamp }, 2, head).Line;
        File.AppendAllText(_bench.HistoryPath(), Encoding.UTF8.GetString(line) + "\n");

        var result = _bench.Audit.Verify("mine");

        result.FirstBad.ShouldBeNull();
        result.Findings[0].ShouldStartWith("Event 2 of 'mine': ");
    }

    [Fact]
    public void A_signed_head_shows_a_cut_to_someone_who_has_only_the_public_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keyPath = Path.Combine(_bench.Outside, "key.pem");
        File.WriteAllText(keyPath, key.ExportECPrivateKeyPem());
        var publicKey = key.ExportSubjectPublicKeyInfoPem();
        Deploy(1, "");
        Deploy(2, "");
        _bench.Audit.Verify("mine", publicKey).FirstBad!.Reason.ShouldBe("the head is not signed");

        _bench.Registry.Sign("mine", keyPath);
        _bench.Audit.Verify("mine", publicKey).SignedBy!.ShouldEndWith("(event 4)");
        _bench.Audit.Verify("mine", other.ExportSubjectPublicKeyInfoPem()).FirstBad!.Reason.ShouldContain("not that of this key");

        Directory.Delete(_bench.StateFolder, recursive: true);
        var lines = File.ReadAllLines(_bench.HistoryPath());
        File.WriteAllText(_bench.HistoryPath(), string.Join('\n', lines[..3]) + "\n");
        _bench.Audit.Verify("mine").Ok.ShouldBeTrue(); // without register and key nobody can tell
        _bench.Audit.Verify("mine", publicKey).FirstBad!.Reason.ShouldBe("the end is missing: event 4 was signed");
    }

    [Fact]
    public void A_key_inside_the_workspace_is_refused()
    {
        _bench.Commit(1);
        var inside = Path.Combine(_bench.Root, "key.pem");
        File.WriteAllText(inside, "x");

        Should.Throw<HarnessException>(() => _bench.Registry.Sign("mine", inside)).Message.ShouldContain("inside the workspace");
        Should.Throw<HarnessException>(() => _bench.Registry.Sign("mine", Path.Combine(_bench.Outside, "none.pem")));
    }

    [Fact]
    public void The_report_stands_alone_and_escapes_what_people_wrote()
    {
        Deploy(1, "{id: a, stage: plan, text: First words here.}");
        _bench.As("bob").Review("mine@1", "approve", "<script>alert(1)</script>");
        Deploy(2, "{id: a, stage: plan, text: Second words <b>here</b>.}");

        var report = AuditReport.Of(_bench.Registry, _bench.Audit, "mine", _bench.Time.Next);

        var json = JsonNode.Parse(report.Json)!;
        json["audit"]!["ok"]!.GetValue<bool>().ShouldBeTrue();
        json["deployments"]!.AsArray().Count.ShouldBe(2);
        json["versions"]![1]!["changes"]![0]!["words"]!.GetValue<string>().ShouldContain("[-First -]{+Second +}");
        HistoryChain.Read(Encoding.UTF8.GetBytes(string.Join('\n', json["history"]!.AsArray().Select(line => line!.GetValue<string>())) + "\n")).Events.Count.ShouldBe(5);
        report.Html.ShouldContain("The history is whole.");
        report.Html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        report.Html.ShouldNotContain("<script");
        report.Html.ShouldNotContain("<b>here</b>");
        report.Html.ShouldNotContain("http");
    }

    [Fact]
    public void The_report_of_a_damaged_history_says_so()
    {
        Deploy(1, "");
        File.WriteAllText(_bench.HistoryPath(), File.ReadAllText(_bench.HistoryPath()).Replace("Change it", "Changed it", StringComparison.Ordinal));

        AuditReport.Of(_bench.Registry, _bench.Audit, "mine", _bench.Time.Next).Html.ShouldContain("The history can not be relied on.");
    }

    [Fact]
    public void A_harness_without_a_history_audits_clean_and_empty()
    {
        var result = _bench.Audit.Verify("research");

        (result.Ok, result.Events, result.InEffect).ShouldBe((true, 0, null));
    }

    public void Dispose() => _bench.Dispose();

    private InEffect? Effect(DateTimeOffset moment) => _bench.Audit.At("mine", moment).InEffect;

    private DateTimeOffset Deploy(int n, string rules)
    {
        var version = _bench.Commit(n, rules);
        _bench.Gate(version.Hash, id: "g_" + n);
        return _bench.Registry.Deploy("mine", DeploymentRequest.To("production") with { GateId = "g_" + n }).Event.Timestamp;
    }
}
