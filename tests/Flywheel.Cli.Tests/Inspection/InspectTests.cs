using System.Text.Json;
using Flywheel.Cli.Tests.Sandbox;
using Flywheel.Storage.Security;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Cli.Tests.Inspection;

public sealed class InspectTests
{
    [Fact]
    public async Task The_last_run_is_shown_as_documented()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Broken(), SampleRuns.Passed());

        var result = await sandbox.RunAsync("inspect");

        Golden.ShouldMatch(result.ShouldExitWith(0).Output, "inspect-passed");
    }

    [Fact]
    public async Task A_broken_run_shows_its_error_guards_memories_and_rules()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Broken());
        var workspace = Workspace.Open(sandbox.Workspace, TimeProvider.System);
        workspace.Security.Record(Guard(SampleRuns.ErrorId, SecuritySeverity.Block, "An instruction to the agent stood in a source."));
        workspace.Security.Record(Guard(SampleRuns.ErrorId, SecuritySeverity.Warn, "A secret was taken out."));
        workspace.Security.Record(Guard("another-run", SecuritySeverity.Block, "Not of this run."));
        workspace.Log("memories").Append("""{"event":"created","timestamp":"2026-04-01T00:00:00.000Z","id":"m_1","memory":{"id":"m_1","title":"Vector stores compared once"}}"""u8);

        var result = await sandbox.RunAsync("inspect", SampleRuns.ErrorId);

        Golden.ShouldMatch(result.ShouldExitWith(0).Output, "inspect-broken");
    }

    [Fact]
    public async Task A_record_of_another_tool_is_shown_too()
    {
        using var sandbox = new CliSandbox();
        sandbox.Write(".flywheel/data/runs.jsonl", SampleRuns.E1Line + "\n");

        var result = await sandbox.RunAsync("inspect");

        Golden.ShouldMatch(result.ShouldExitWith(0).Output, "inspect-e1");
    }

    [Fact]
    public async Task Hostile_texts_never_reach_the_terminal_raw()
    {
        using var sandbox = new CliSandbox { OutputIsTerminal = true }.WithRecords(SampleRuns.Hostile());

        foreach (var arguments in (string[][])[["inspect"], ["inspect", "--all"], ["runs", "list"], ["runs", "tail"], ["runs", "show", SampleRuns.Hostile().RunId, "--issues"], ["inspect", "--json"]])
        {
            var result = await sandbox.RunAsync([.. arguments, "--no-color"]);

            result.ShouldExitWith(0);
            (result.Output + result.Errors).Where(static c => c != '\n' && char.IsControl(c) || c == '\u202E').ShouldBeEmpty(string.Join(' ', arguments));
        }
    }

    [Fact]
    public async Task Verdicts_are_coloured_only_for_people()
    {
        using var sandbox = new CliSandbox { OutputIsTerminal = true }.WithRecords(SampleRuns.Passed());

        (await sandbox.RunAsync("inspect")).Output.ShouldContain("\u001b[32mPASS\u001b[0m");
        (await sandbox.RunAsync("inspect", "--no-color")).Output.ShouldNotContain("\u001b");
        sandbox.Environment["NO_COLOR"] = "1";
        (await sandbox.RunAsync("inspect")).Output.ShouldNotContain("\u001b");
        sandbox.Environment.Remove("NO_COLOR");
        sandbox.Environment["TERM"] = "dumb";
        (await sandbox.RunAsync("inspect")).Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task The_last_N_are_shown_oldest_first()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken());

        var result = await sandbox.RunAsync("inspect", "2");

        result.ShouldExitWith(0).Output.IndexOf(SampleRuns.PassId, StringComparison.Ordinal).ShouldBeLessThan(result.Output.IndexOf(SampleRuns.ErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_runs_are_a_table()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken());

        var result = await sandbox.RunAsync("inspect", "--all");

        Golden.ShouldMatch(result.ShouldExitWith(0).Output, "inspect-all");
    }

    [Fact]
    public async Task A_run_is_found_by_the_beginning_of_its_id()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken());

        (await sandbox.RunAsync("inspect", "20260410")).ShouldExitWith(0).Output.ShouldContain(SampleRuns.PassId);
        (await sandbox.RunAsync("inspect", "2026041T")).ShouldExitWith(2).Errors.ShouldContain("no run '2026041T'");
        (await sandbox.RunAsync("inspect", "2026041")).ShouldExitWith(2).Errors.ShouldContain("2 runs begin with");
    }

    [Fact]
    public async Task Json_is_the_record()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed());

        var result = await sandbox.RunAsync("inspect", "--json");

        using var record = JsonDocument.Parse(result.ShouldExitWith(0).Output);
        record.RootElement.GetProperty("run_id").GetString().ShouldBe(SampleRuns.PassId);
        record.RootElement.GetProperty("wiggum_scores").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_line_that_can_not_be_read_is_reported_and_skipped()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed());
        File.AppendAllText(Path.Combine(sandbox.Workspace, "data", "runs.jsonl"), "{\"run_id\":\"torn");

        var result = await sandbox.RunAsync("inspect");

        result.ShouldExitWith(0).Output.ShouldContain(SampleRuns.PassId);
        result.Errors.ShouldContain("1 line of");
        result.Errors.ShouldContain("byte");
    }

    [Fact]
    public async Task Wrong_numbers_and_empty_workspaces_are_explained()
    {
        using var sandbox = new CliSandbox();
        (await sandbox.RunAsync("inspect")).ShouldExitWith(2).Errors.ShouldContain("There is no workspace");
        sandbox.Files().ShouldBeEmpty();

        Directory.CreateDirectory(sandbox.Workspace);
        (await sandbox.RunAsync("inspect")).ShouldExitWith(2).Errors.ShouldContain("There is no run in");
        sandbox.WithRecords(SampleRuns.Passed());
        (await sandbox.RunAsync("inspect", "0")).ShouldExitWith(2).Errors.ShouldContain("from 1");
        (await sandbox.RunAsync("inspect", "3", "--all")).ShouldExitWith(2).Errors.ShouldContain("leave out");
    }

    private static SecurityEvent Guard(string run, SecuritySeverity severity, string reason) => new()
    {
        RunId = run,
        Type = "injection",
        Layer = "injection_scanner",
        Target = "synthesis",
        Severity = severity,
        Caller = "test",
        Rule = "override",
        Reason = reason,
        Action = "neutralised",
    };
}
