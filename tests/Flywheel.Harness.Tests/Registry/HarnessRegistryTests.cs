using System.Diagnostics;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;

namespace Flywheel.Harness.Tests.Registry;

public sealed class HarnessRegistryTests : IDisposable
{
    private readonly RegistryBench _bench = new();

    [Fact]
    public void A_commit_is_an_immutable_version_with_what_and_why()
    {
        _bench.Commit(8, edit: "Start");
        _bench.Write("# second\nharness: mine\nverify: {threshold: 8.5}\nrules: [{id: cite, stage: synthesis, text: Cite., evidence: {confidence: 0.8}}]\n");

        var outcome = _bench.Registry.Commit("mine", new ChangeManifest { Edit = "Ask for citations", Pattern = "ungrounded_claim", Predicted = new PredictedEffect { Fixes = ["t1"], AtRisk = ["t2"] } });

        outcome.Notes.ShouldBeEmpty();
        var view = _bench.Registry.Show("mine@2");
        view.Source.ShouldStartWith("# second\n");
        view.Harness.Hash.ToString().ShouldBe(view.Entry.Hash);
        view.Harness.Spec.Rules[0].Evidence!.Confidence.ShouldBe(0.8);
        view.Entry.Parent.ShouldBe(1);
        view.Entry.Actor.ShouldBe("ada");
        view.Entry.Manifest.Surface.ShouldBe("rules, config");
        view.Entry.Manifest.Predicted!.AtRisk.ShouldBe(["t2"]);
        view.Entry.Changes.Select(change => change.Summary).ShouldBe(["rule cite added (synthesis): Cite.", "verify.threshold: 8 → 8.5"]);
    }

    [Fact]
    public void The_evidence_of_a_version_is_the_sum_along_its_ancestors()
    {
        const string Rule = "{{id: {0}, stage: plan, text: T{1}}}";
        _bench.Commit(1, string.Format(null, Rule, "a", ", evidence: {confidence: 0.1}") + "," + string.Format(null, Rule, "b", ", evidence: {confidence: 0.2}"));
        _bench.Commit(2, string.Format(null, Rule, "a", "") + "," + string.Format(null, Rule, "b", ", evidence: {confidence: 0.2}"));
        var third = _bench.Commit(3, string.Format(null, Rule, "b", ", evidence: {confidence: 0.3}"));

        third.Evidence.Keys.ShouldBe(["b"]);
        _bench.Registry.Show("mine@1").Harness.Spec.Rules.Select(rule => rule.Evidence?.Confidence).ShouldBe([0.1, 0.2]);
        _bench.Registry.Show("mine@2").Harness.Spec.Rules.Select(rule => rule.Evidence?.Confidence).ShouldBe([null, 0.2]);
        _bench.Registry.Show("mine@3").Harness.Spec.Rules.Select(rule => rule.Evidence?.Confidence).ShouldBe([0.3]);
    }

    [Fact]
    public void Evidence_alone_makes_a_version_of_the_same_identity_and_comments_alone_make_none()
    {
        var first = _bench.Commit(1, "{id: a, stage: plan, text: T}");
        var second = _bench.Commit(1, "{id: a, stage: plan, text: T, evidence: {gate: g_1}}");

        second.Hash.ShouldBe(first.Hash);
        _bench.Write("# another comment\nharness: mine\nrules: [{id: a, stage: plan, text: T, evidence: {gate: g_1}}]\nverify: {threshold: 1.0}");
        Should.Throw<HarnessException>(() => _bench.Registry.Commit("mine", new ChangeManifest { Edit = "x" })).Message.ShouldBe("Nothing to commit: 'mine' is mine@2.");
    }

    [Theory]
    [InlineData("", "says what changed")]
    [InlineData("use sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAA", "looks like a secret (anthropic key)")]
    public void A_commit_without_words_or_with_a_secret_is_refused(string edit, string message)
    {
        _bench.Write("harness: mine");

        Should.Throw<HarnessException>(() => _bench.Registry.Commit("mine", new ChangeManifest { Edit = edit })).Message.ShouldContain(message);
        File.Exists(_bench.HistoryPath()).ShouldBe(edit.Length > 0);
        _bench.Registry.State("mine").Versions.ShouldBeEmpty();
    }

    [Fact]
    public void A_working_copy_that_is_not_valid_is_not_committed()
    {
        _bench.Write("harness: mine\nverfy: {}");

        Should.Throw<HarnessException>(() => _bench.Registry.Commit("mine", new ChangeManifest { Edit = "x" })).Errors.ShouldHaveSingleItem().Key.ShouldBe("verfy");
        File.Exists(_bench.HistoryPath()).ShouldBeFalse();
    }

    [Fact]
    public void Versions_are_found_by_number_tag_channel_latest_and_hash()
    {
        var first = _bench.Commit(1);
        _bench.Commit(2);
        _bench.Registry.Tag("mine@1", "stable");
        _bench.Registry.Deploy("mine@1", DeploymentRequest.To("staging"));

        foreach (var name in new[] { "1", "stable", "staging", first.Hash[..7], first.Hash })
            _bench.Registry.Show("mine@" + name).Entry.Number.ShouldBe(1, name);
        _bench.Registry.Show("mine").Entry.Number.ShouldBe(2);
        _bench.Registry.Show("mine@latest").Entry.Number.ShouldBe(2);
        Should.Throw<HarnessException>(() => _bench.Registry.Show("mine@3")).Message.ShouldContain("Versions go from 1 to 2.");
        Should.Throw<HarnessException>(() => _bench.Registry.Show("mine@stabel")).Message.ShouldContain("Did you mean 'stable'?");
        Should.Throw<HarnessException>(() => _bench.Registry.Show("mine@production")).Message.ShouldContain("Nothing of 'mine' is deployed to production.");
        Should.Throw<HarnessException>(() => _bench.Registry.Show("yours@1")).Message.ShouldContain("Nothing is committed yet.");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("latest")]
    [InlineData("production")]
    [InlineData("abcdef1")]
    [InlineData("has space")]
    [InlineData("")]
    public void A_tag_that_could_mean_something_else_is_refused(string tag)
    {
        _bench.Commit(1);

        Should.Throw<HarnessException>(() => _bench.Registry.Tag("mine@1", tag));
    }

    [Fact]
    public void A_tag_that_exists_moves()
    {
        _bench.Commit(1);
        _bench.Commit(2);
        _bench.Registry.Tag("mine@1", "stable");
        _bench.Registry.Tag("mine@2", "stable");

        _bench.Registry.Show("mine@stable").Entry.Number.ShouldBe(2);
        _bench.Registry.State("mine").Versions.Select(version => version.Tags.Count).ShouldBe([0, 1]);
    }

    [Fact]
    public void The_difference_to_the_working_copy_is_shown()
    {
        _bench.Commit(1);
        _bench.Write("harness: mine\nverify: {threshold: 2}\nrules: []");

        _bench.Registry.Diff("mine", "latest", "working").Changes.ShouldHaveSingleItem().Summary.ShouldBe("verify.threshold: 1 → 2");
    }

    [Fact]
    public void A_version_can_be_extended_and_stays_what_it_was()
    {
        _bench.Commit(1, "{id: a, stage: plan, text: T}");
        _bench.Commit(9, "{id: b, stage: plan, text: T}");
        _bench.Write("harness: child\nextends: mine@1\nmemory: {retrieve: 0}", "child");

        var child = _bench.Registry.Catalogue.Find("child").Spec;

        child.Verify.Threshold.ShouldBe(1);
        child.Rules.ShouldHaveSingleItem().Id.ShouldBe("a");
    }

    [Fact]
    public void A_new_working_copy_starts_as_another_harness_with_its_comments()
    {
        var path = _bench.Registry.New("mine", "research");

        File.ReadAllText(path).ShouldStartWith("# yaml-language-server");
        _bench.Registry.Catalogue.Find("mine").Spec.Rules.Count.ShouldBe(_bench.Registry.Catalogue.Find("research").Spec.Rules.Count);
        Should.Throw<HarnessException>(() => _bench.Registry.New("mine", "research")).Message.ShouldContain("already");
        _bench.Registry.Commit("mine", new ChangeManifest { Edit = "Start" });
        File.ReadAllText(_bench.Registry.New("other", "mine@1")).ShouldContain("harness: other\n");
    }

    [Fact]
    public void Export_and_import_keep_the_commit_of_the_users_repository()
    {
        var version = _bench.Commit(1, edit: "Start");
        var repository = Path.Combine(_bench.Outside, "repository");
        var file = Path.Combine(repository, "prompts", "mine.yaml");
        Directory.CreateDirectory(repository);
        Git(repository, "init", "-q");

        _bench.Registry.Export("mine@1", file).ShouldBeNull();
        File.ReadAllLines(file)[0].ShouldBe($"# flywheel: mine@1 {version.Hash}");
        Git(repository, "add", ".");
        Git(repository, "commit", "-q", "-m", "Keep the harness");
        File.WriteAllText(file, File.ReadAllText(file).Replace("threshold: 1", "threshold: 2", StringComparison.Ordinal));
        Git(repository, "commit", "-q", "-a", "-m", "Raise the bar");
        _bench.Registry.Import(file, new ChangeManifest { Edit = "From the repository" });

        var imported = _bench.Registry.Show("mine");
        imported.Entry.Git.ShouldBe(new GitOrigin(Git(repository, "rev-parse", "HEAD"), "prompts/mine.yaml", Clean: true));
        imported.Harness.Spec.Verify.Threshold.ShouldBe(2);
        imported.Source.ShouldStartWith("# Start\n");
        File.WriteAllText(file, File.ReadAllText(file).Replace("threshold: 2", "threshold: 3", StringComparison.Ordinal));
        _bench.Registry.Import(file, new ChangeManifest { Edit = "Not committed there" });
        _bench.Registry.Show("mine").Entry.Git!.Clean.ShouldBeFalse();
    }

    [Fact]
    public void Import_does_not_overwrite_changes_that_are_not_committed()
    {
        _bench.Commit(1);
        var file = Path.Combine(_bench.Outside, "mine.yaml");
        File.WriteAllText(file, "harness: mine\nverify: {threshold: 3}");
        _bench.Write("harness: mine\nverify: {threshold: 2}");

        Should.Throw<HarnessException>(() => _bench.Registry.Import(file, new ChangeManifest { Edit = "x" })).Message.ShouldContain("not committed");
        _bench.Registry.Catalogue.Find("mine").Spec.Verify.Threshold.ShouldBe(2);
    }

    [Fact]
    public void A_torn_end_is_not_part_of_the_state_and_is_set_aside_by_the_next_append()
    {
        _bench.Commit(1);
        var whole = File.ReadAllBytes(_bench.HistoryPath());
        var second = _bench.Commit(2);
        second.Number.ShouldBe(2);
        var both = File.ReadAllBytes(_bench.HistoryPath());
        Directory.Delete(_bench.StateFolder, recursive: true); // power went before the head was registered
        for (var cut = whole.Length + 1; cut < both.Length; cut += 97)
        {
            File.WriteAllBytes(_bench.HistoryPath(), both[..cut]);
            _bench.Registry.State("mine").Versions.Count.ShouldBe(1);
            _bench.Audit.Verify("mine").FirstBad!.Seq.ShouldBe(2);
        }

        var outcome = _bench.Registry.Tag("mine@1", "after");

        outcome.Notes.ShouldHaveSingleItem().ShouldContain("history.torn");
        _bench.Audit.Verify("mine").Ok.ShouldBeTrue();
        _bench.Commit(2).Number.ShouldBe(2);
    }

    [Fact]
    public void A_damaged_history_is_neither_read_nor_written()
    {
        _bench.Commit(1);
        File.WriteAllText(_bench.HistoryPath(), File.ReadAllText(_bench.HistoryPath()).Replace("ada", "eve", StringComparison.Ordinal));

        Should.Throw<HarnessException>(() => _bench.Registry.State("mine")).Message.ShouldContain("history.jsonl, line 1");
        Should.Throw<HarnessException>(() => _bench.Commit(2)).Message.ShouldContain("changed after it was written");
    }

    [Fact]
    public void A_missing_content_is_named()
    {
        var version = _bench.Commit(1);
        File.Delete(_bench.Workspace.Blobs.PathOf(Storage.Blobs.BlobId.Parse(version.Hash)));

        Should.Throw<HarnessException>(() => _bench.Registry.Show("mine@1")).Message.ShouldContain("The content of mine@1 can not be read");
        Should.Throw<HarnessException>(() => _bench.Registry.Deploy("mine@1", DeploymentRequest.To("staging"))).Message.ShouldContain("can not be read");
    }

    [Fact]
    public void Time_does_not_run_backwards_in_a_history()
    {
        _bench.Commit(1);
        var first = _bench.Registry.State("mine").Latest!.Timestamp;
        _bench.Time.Next = first.AddYears(-1);

        _bench.Commit(2).Timestamp.ShouldBe(first);
    }

    public void Dispose() => _bench.Dispose();

    private static string Git(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, error.Result);
        return output.Trim();
    }
}
