using Flywheel.Harness.Loading;
using Flywheel.Harness.Tests.Registry;

namespace Flywheel.Harness.Tests.History;

public sealed class HeadRegisterTests : IDisposable
{
    private readonly RegistryBench _bench = new();

    [Fact]
    public void A_cut_end_is_noticed_and_nothing_is_appended_to_it()
    {
        WriteVersions(3);
        var lines = File.ReadAllLines(_bench.HistoryPath());
        File.WriteAllText(_bench.HistoryPath(), string.Join('\n', lines[..2]) + "\n");

        var bad = _bench.Audit.Verify("mine").FirstBad.ShouldNotBeNull();

        (bad.Seq, bad.Line).ShouldBe((3, 3));
        bad.Reason.ShouldContain("the end is missing: this machine has seen event 3");
        Should.Throw<HarnessException>(() => _bench.Commit(1)).Message.ShouldContain("the end is missing");
    }

    [Fact]
    public void A_history_written_anew_from_the_middle_is_noticed()
    {
        WriteVersions(2);
        var two = File.ReadAllText(_bench.HistoryPath());
        _bench.Commit(3);
        File.WriteAllText(_bench.HistoryPath(), two);
        var forger = new RegistryBenchView(_bench, Path.Combine(_bench.Outside, "other-state"));
        forger.Commit(9);

        var bad = _bench.Audit.Verify("mine").FirstBad.ShouldNotBeNull();

        bad.Seq.ShouldBe(3);
        bad.Reason.ShouldContain("this machine has seen another event here");
    }

    [Fact]
    public void A_history_written_anew_from_the_start_or_removed_is_noticed()
    {
        WriteVersions(2);
        File.Delete(_bench.HistoryPath());

        _bench.Audit.Verify("mine").FirstBad!.Reason.ShouldContain("the history is gone");

        new RegistryBenchView(_bench, Path.Combine(_bench.Outside, "other-state")).Commit(9);
        _bench.Audit.Verify("mine").FirstBad!.Reason.ShouldContain("another first event");
    }

    [Fact]
    public void A_copied_workspace_that_goes_its_own_way_is_noticed_in_both_places()
    {
        WriteVersions(2);
        var copy = Path.Combine(_bench.Outside, "copy");
        Copy(_bench.Root, copy);
        var there = new RegistryBenchView(_bench, _bench.StateFolder, copy);
        there.Commit(7);

        _bench.Audit.Verify("mine").FirstBad!.Reason.ShouldContain(copy);
        Should.Throw<HarnessException>(() => _bench.Commit(3)).Message.ShouldContain("the end is missing");
    }

    [Fact]
    public void A_restored_history_is_accepted_with_a_reason()
    {
        WriteVersions(3);
        var lines = File.ReadAllLines(_bench.HistoryPath());
        File.WriteAllText(_bench.HistoryPath(), string.Join('\n', lines[..2]) + "\n");

        _bench.Registry.AcceptHead("mine", "restored from the backup of Monday");
        _bench.Commit(9);

        _bench.Audit.Verify("mine").FirstBad.ShouldBeNull();
        _bench.Registry.State("mine").Versions.Count.ShouldBe(3);
        File.ReadAllText(Path.Combine(_bench.Root, "data", "audit.jsonl")).ShouldContain("restored from the backup of Monday");
    }

    [Fact]
    public void Without_a_register_the_append_is_made_and_said_to_be_unregistered()
    {
        File.WriteAllText(Path.Combine(_bench.Outside, "file"), "");
        var view = new RegistryBenchView(_bench, Path.Combine(_bench.Outside, "file", "state"));

        view.Commit(3).ShouldHaveSingleItem().ShouldContain("could not be registered");
    }

    [Fact]
    public void A_process_killed_between_append_and_register_leaves_no_complaint()
    {
        WriteVersions(2);
        new RegistryBenchView(_bench, Path.Combine(_bench.Outside, "other-state")).Commit(9); // appended, and not in our register

        _bench.Audit.Verify("mine").FirstBad.ShouldBeNull();
        _bench.Commit(3).Number.ShouldBe(4);
    }

    public void Dispose() => _bench.Dispose();

    private void WriteVersions(int count)
    {
        for (var n = 1; n <= count; n++)
            _bench.Commit(n);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
