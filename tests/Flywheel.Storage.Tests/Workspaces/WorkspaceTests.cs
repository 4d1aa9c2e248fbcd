using System.Diagnostics;
using Flywheel.Storage.Journals;
using Flywheel.Storage.Security;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Storage.Tests.Workspaces;

public sealed class WorkspaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_folder_asked_for_wins_over_the_environment_and_over_a_parent()
    {
        Directory.CreateDirectory(_folder[".flywheel"]);
        Workspace.Locate(_folder["asked"], Named(_folder["named"]), _folder.FullName).ShouldBe(_folder["asked"]);
    }

    [Fact]
    public void The_environment_wins_over_a_parent()
    {
        Directory.CreateDirectory(_folder[".flywheel"]);
        Workspace.Locate(null, Named(_folder["named"]), _folder.FullName).ShouldBe(_folder["named"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_name_is_no_name(string? empty)
    {
        Directory.CreateDirectory(_folder[".flywheel"]);
        Workspace.Locate(empty, Named(empty), _folder.FullName).ShouldBe(_folder[".flywheel"]);
    }

    [Fact]
    public void Only_the_documented_variable_is_asked()
    {
        Workspace.Locate(null, static variable => variable == "FLYWHEEL_WORKSPACE" ? "/w" : "/wrong", _folder.FullName).ShouldBe(Path.GetFullPath("/w"));
    }

    [Fact]
    public void A_relative_name_is_relative_to_the_working_directory()
    {
        Workspace.Locate("w", Unnamed, _folder["a"]).ShouldBe(_folder["a/w"]);
        Workspace.Locate(null, Named("../w"), _folder["a"]).ShouldBe(_folder["w"]);
    }

    [Fact]
    public void The_nearest_parent_that_has_one_is_found()
    {
        Directory.CreateDirectory(_folder[".flywheel"]);
        Directory.CreateDirectory(_folder["a/b/.flywheel"]);
        Directory.CreateDirectory(_folder["a/b/c/d"]);
        Workspace.Locate(null, Unnamed, _folder["a/b/c/d"]).ShouldBe(_folder["a/b/.flywheel"]);
        Workspace.Locate(null, Unnamed, _folder["a/b"]).ShouldBe(_folder["a/b/.flywheel"]);
        Workspace.Locate(null, Unnamed, _folder["a"]).ShouldBe(_folder[".flywheel"]);
        Workspace.Locate(null, Unnamed, _folder["a/b/.flywheel/outputs"]).ShouldBe(_folder["a/b/.flywheel"]);
    }

    [Fact]
    public void A_file_of_that_name_is_no_workspace()
    {
        Directory.CreateDirectory(_folder[".flywheel"]);
        Directory.CreateDirectory(_folder["a"]);
        File.WriteAllText(_folder["a/.flywheel"], "");
        Workspace.Locate(null, Unnamed, _folder["a"]).ShouldBe(_folder[".flywheel"]);
    }

    [Fact]
    public void Without_any_it_is_in_the_working_directory_and_locating_creates_nothing()
    {
        Workspace.Locate(null, Unnamed, _folder["a"]).ShouldBe(_folder["a/.flywheel"]);
        Directory.GetFileSystemEntries(_folder.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Open_creates_what_is_missing_and_opens_what_is_there()
    {
        var workspace = Workspace.Open(null, Unnamed, _folder.FullName, TimeProvider.System);
        workspace.Root.ShouldBe(_folder[".flywheel"]);
        File.WriteAllText(_folder[".flywheel/.gitignore"], "edited");
        workspace.Runs.Append("{}"u8);

        var again = Workspace.Open(null, Unnamed, _folder.FullName, TimeProvider.System);

        again.Runs.Length.ShouldBe(3);
        File.ReadAllText(_folder[".flywheel/.gitignore"]).ShouldBe("edited");
    }

    [Fact]
    public void Every_store_is_where_the_layout_says()
    {
        var workspace = Workspace.Open(_folder["w"], TimeProvider.System);
        workspace.Runs.FilePath.ShouldBe(_folder["w/data/runs.jsonl"]);
        workspace.Log("sessions").FilePath.ShouldBe(_folder["w/data/sessions.jsonl"]);
        workspace.Journals.PathOf("run").ShouldBe(_folder["w/data/open/run.journal"]);
        var blob = workspace.Blobs.Put("text");
        workspace.Blobs.PathOf(blob).ShouldBe(_folder[$"w/blobs/{blob.ToString()[..2]}/{blob}"]);
        workspace.Security.Record(new SecurityEvent
        {
            Type = "network", Layer = "network_guard", Target = "network", Severity = SecuritySeverity.Info, Caller = "test", Rule = "r", Reason = "", Action = "allowed",
        });
        File.Exists(_folder["w/data/security_events.jsonl"]).ShouldBeTrue();
        using var journal = workspace.Journals.Create("run", "{}"u8);
        journal.Append("{}"u8, Durability.Synced);
    }

    [Fact]
    public void Paths_in_records_are_relative_with_forward_slashes_and_absolute_outside()
    {
        var workspace = Workspace.Open(_folder["w"], TimeProvider.System);
        workspace.RelativePath(_folder["w/outputs/x.md"]).ShouldBe("outputs/x.md");
        workspace.RelativePath(_folder["w/outputs/../traces/./t.json"]).ShouldBe("traces/t.json");
        workspace.RelativePath(_folder["elsewhere.md"]).ShouldBe(_folder["elsewhere.md"]);
        workspace.RelativePath(_folder["w-other/x.md"]).ShouldBe(_folder["w-other/x.md"]);
        workspace.RelativePath(_folder["w/..odd/x.md"]).ShouldBe("..odd/x.md");
        workspace.PathOf("outputs/x.md").ShouldBe(_folder["w/outputs/x.md"]);
        workspace.PathOf(_folder["elsewhere.md"]).ShouldBe(_folder["elsewhere.md"]);
        foreach (var path in new[] { _folder["w/a/b.md"], _folder["c.md"] })
            workspace.PathOf(workspace.RelativePath(path)).ShouldBe(path);
    }

    [Fact]
    public void A_workspace_that_is_a_file_is_refused_with_what_to_do()
    {
        File.WriteAllText(_folder["file"], "");
        var message = Should.Throw<IOException>(() => Workspace.Open(_folder["file"], TimeProvider.System)).Message;
        message.ShouldContain(_folder["file"]);
        message.ShouldContain("--workspace");
    }

    [Fact]
    public void On_a_full_disk_it_can_not_be_opened()
    {
        using var disk = SmallDisk.Mount();
        disk.Fill();
        Should.Throw<IOException>(() => Workspace.Open(disk["w"], TimeProvider.System));
    }

    [Theory]
    [InlineData("data/runs.jsonl", true)]
    [InlineData("config.yaml", true)]
    [InlineData("blobs/aa/aa00", true)]
    [InlineData("suites/s/results.tsv", true)]
    [InlineData("suites/s/traces/latest/t.json", true)]
    [InlineData("suites/s/suite.yaml", false)]
    [InlineData("harnesses/research/harness.yaml", false)]
    [InlineData("harnesses/research/deep/history.jsonl", false)]
    [InlineData("governance/AGENTS.md", false)]
    [InlineData("knowledge/topic/notes.md", false)]
    [InlineData("skills/cite/SKILL.md", false)]
    public void Git_ignores_data_and_keeps_what_is_worth_versioning(string path, bool ignored)
    {
        var git = Requires.Tool("git");
        var workspace = Workspace.Open(_folder[".flywheel"], TimeProvider.System);
        Directory.CreateDirectory(Path.GetDirectoryName(workspace.PathOf(path))!);
        File.WriteAllText(workspace.PathOf(path), "x");
        Run(git, "init", "--quiet", _folder.FullName).ShouldBe(0);
        Run(git, "-C", _folder.FullName, "check-ignore", "--quiet", ".flywheel/" + path).ShouldBe(ignored ? 0 : 1);
    }

    private static Func<string, string?> Named(string? workspace) => variable => variable == Workspace.Variable ? workspace : null;

    private static string? Unnamed(string variable) => null;

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
