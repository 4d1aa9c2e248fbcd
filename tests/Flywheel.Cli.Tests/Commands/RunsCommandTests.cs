using System.Text.Json;
using Flywheel.Cli.Tests.Sandbox;
using Flywheel.Storage.Workspaces;
using Flywheel.Tracing.Records;

namespace Flywheel.Cli.Tests.Commands;

public sealed class RunsCommandTests
{
    [Fact]
    public async Task Runs_are_listed_newest_first()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken());

        var result = await sandbox.RunAsync("runs", "list");

        Golden.ShouldMatch(result.ShouldExitWith(0).Output, "runs-list");
    }

    [Fact]
    public async Task Filters_choose_runs()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken());

        (await Ids(sandbox, "--final", "error")).ShouldBe([SampleRuns.ErrorId]);
        (await Ids(sandbox, "--session", "april", "--min-score", "8", "--max-score", "9")).ShouldBe([SampleRuns.PassId]);
        (await Ids(sandbox, "--since", "2026-04-11")).ShouldBe([SampleRuns.ErrorId]);
        (await Ids(sandbox, "--text", "vector refused")).ShouldBe([SampleRuns.ErrorId]);
        (await Ids(sandbox, "--task-type", "best_practices")).ShouldBeEmpty();
        (await Ids(sandbox, "--limit", "1")).ShouldBe([SampleRuns.ErrorId]);
    }

    [Theory]
    [InlineData("--final", "MAYBE")]
    [InlineData("--min-score", "high")]
    [InlineData("--max-score", "11")]
    [InlineData("--since", "yesterday")]
    [InlineData("--limit", "-1")]
    [InlineData("--fields", ",")]
    public async Task A_wrong_filter_is_explained(string option, string value)
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed());

        (await sandbox.RunAsync("runs", "list", option, value)).ShouldExitWith(2).Errors.ShouldContain(option);
    }

    [Fact]
    public async Task Json_lists_records_as_lines_or_their_fields()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken());

        var whole = Lines(await sandbox.RunAsync("runs", "list", "--json"));
        var fields = Lines(await sandbox.RunAsync("runs", "list", "--json", "--fields", "run_id,harness.name,labels.reviewed"));

        whole.Select(static line => line.GetProperty("run_id").GetString()).ShouldBe([SampleRuns.ErrorId, SampleRuns.PassId]);
        fields[0].GetRawText().ShouldBe($"{{\"run_id\":\"{SampleRuns.ErrorId}\",\"harness.name\":\"briefing\",\"labels.reviewed\":\"yes\"}}");
        fields[1].GetProperty("labels.reviewed").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task More_runs_than_the_limit_are_mentioned()
    {
        using var sandbox = new CliSandbox().WithRecords([.. Enumerable.Range(0, 30).Select(static i => SampleRuns.Passed() with { RunId = $"20260410T143201_{i:x8}" })]);

        (await sandbox.RunAsync("runs", "list")).Errors.ShouldContain("20 of 30 runs");
        (await sandbox.RunAsync("runs", "list", "--limit", "0")).Output.Split('\n').Length.ShouldBe(32);
    }

    [Fact]
    public async Task Parts_of_a_run_are_shown()
    {
        using var sandbox = new CliSandbox();
        var workspace = Workspace.Open(sandbox.Workspace, TimeProvider.System);
        var output = workspace.Blobs.Put("# Delivered\n");
        var prompt = workspace.Blobs.Put("the whole prompt\u001b[31m");
        sandbox.Write($".flywheel/steps/{SampleRuns.PassId}.jsonl", $"{{\"seq\":1,\"stage\":\"plan\",\"kind\":\"model\",\"name\":\"llm:plan\",\"args_blob\":\"{prompt}\",\"input_tokens\":5,\"output_tokens\":2,\"ms\":12.5}}\n");
        sandbox.WithRecords(SampleRuns.Passed() with
        {
            OutputBlob = output.ToString(),
            Drafts = [new Draft(1, workspace.Blobs.Put("# First\n").ToString(), 8), new Draft(2, output.ToString(), 12)],
            StepsPath = $"steps/{SampleRuns.PassId}.jsonl",
            Steps = 1,
        });

        (await Show("--output")).Output.ShouldBe("# Delivered\n");
        (await Show("--draft", "1")).Output.ShouldBe("# First\n");
        (await Show("--issues")).Output.ShouldContain("  - Section 3 has no example.");
        (await Show("--steps")).Output.ShouldContain("llm:plan");
        (await Show("--step", "1")).Output.ShouldContain("the whole prompt␛[31m");
        (await Show("--step", "1", "--json")).Output.ShouldContain("\"args\":\"the whole prompt\\u001b[31m\"", Case.Insensitive);
        (await Show()).Output.ShouldContain("Wiggum R1: 7.65");
        (await sandbox.RunAsync("runs", "show", SampleRuns.PassId, "--draft", "9")).ShouldExitWith(2).Errors.ShouldContain("it has 1, 2");
        (await sandbox.RunAsync("runs", "show", SampleRuns.PassId, "--step", "9")).ShouldExitWith(2).Errors.ShouldContain("no step 9");

        async Task<CliResult> Show(params string[] part) => (await sandbox.RunAsync(["runs", "show", SampleRuns.PassId, .. part])).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_text_is_verbatim_in_a_pipe_and_safe_on_a_terminal()
    {
        using var sandbox = new CliSandbox();
        var workspace = Workspace.Open(sandbox.Workspace, TimeProvider.System);
        sandbox.WithRecords(SampleRuns.Passed() with { OutputBlob = workspace.Blobs.Put("a\u001b[31mb\n").ToString() });

        (await sandbox.RunAsync("runs", "show", SampleRuns.PassId, "--output")).Output.ShouldBe("a\u001b[31mb\n");
        sandbox.OutputIsTerminal = true;
        (await sandbox.RunAsync("runs", "show", SampleRuns.PassId, "--output")).Output.ShouldStartWith("a␛[31mb");
    }

    [Fact]
    public async Task Records_of_other_tools_are_imported_once()
    {
        using var sandbox = new CliSandbox();
        sandbox.Write("old.jsonl", SampleRuns.E1Line + "\nnot json\n");

        var first = await sandbox.RunAsync("runs", "import", "old.jsonl", "--json");
        var second = await sandbox.RunAsync("runs", "import", "old.jsonl");

        var report = Lines(first)[0];
        report.GetProperty("imported").GetInt32().ShouldBe(1);
        report.GetProperty("invalid_lines")[0].GetProperty("offset").GetInt64().ShouldBeGreaterThan(0);
        second.ShouldExitWith(0).Output.ShouldContain("0 runs imported, 1 known already, 1 line unreadable");
        sandbox.Records().ShouldHaveSingleItem().RunId.ShouldBe("e1-run-0001");
    }

    [Fact]
    public async Task Labels_are_given_shown_and_taken_back()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed());

        (await sandbox.RunAsync("runs", "label", SampleRuns.PassId[..12], "outcome=failure", "topic=memory")).ShouldExitWith(0).Output.ShouldContain("outcome = failure");
        (await sandbox.RunAsync("inspect")).Output.ShouldContain("Labels: outcome=failure, topic=memory");
        var taken = await sandbox.RunAsync("runs", "label", SampleRuns.PassId, "topic=", "--json");
        Lines(taken)[0].GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
        (await sandbox.RunAsync("inspect")).Output.ShouldContain("Labels: outcome=failure\n");
        File.ReadAllText(Path.Combine(sandbox.Workspace, "data", "labels.jsonl")).ShouldContain("\"actor\":\"tester\"");
    }

    [Theory]
    [InlineData("outcome")]
    [InlineData("=x")]
    [InlineData("a b=c")]
    [InlineData("outcome=maybe")]
    public async Task A_wrong_label_is_explained_and_none_is_written(string label)
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed());

        (await sandbox.RunAsync("runs", "label", SampleRuns.PassId, "good=yes", label)).ShouldExitWith(2);
        File.Exists(Path.Combine(sandbox.Workspace, "data", "labels.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task Verify_finds_what_is_missing_and_recover_settles_dead_runs()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Broken() with { TracePath = null });
        var dead = sandbox.LeaveDeadRun();

        var before = Lines((await sandbox.RunAsync("runs", "verify", "--json")).ShouldExitWith(1))[0];
        before.GetProperty("ok").GetBoolean().ShouldBeFalse();
        before.GetProperty("open_journals")[0].GetString().ShouldBe(dead);
        before.GetProperty("missing_blobs").GetArrayLength().ShouldBe(1);
        (await sandbox.RunAsync("runs", "verify")).ShouldExitWith(1).Output.ShouldContain("not ok: 1 record");

        var recovered = Lines((await sandbox.RunAsync("runs", "recover", "--json")).ShouldExitWith(0))[0];
        recovered.GetProperty("recovered")[0].GetString().ShouldBe(dead);
        recovered.GetProperty("still_running").GetArrayLength().ShouldBe(0);
        (await sandbox.RunAsync("runs", "recover")).Output.ShouldContain("0 runs recovered");
        sandbox.Records().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Tail_prints_the_last_runs_oldest_first()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken());

        var lines = (await sandbox.RunAsync("runs", "tail")).ShouldExitWith(0).Output.TrimEnd().Split('\n');

        lines.Length.ShouldBe(2);
        lines[0].ShouldContain(SampleRuns.PassId);
        (await sandbox.RunAsync("runs", "tail", "-n", "1")).Output.ShouldNotContain(SampleRuns.PassId);
    }

    [Fact]
    public async Task Tail_follows_the_log_until_it_is_interrupted()
    {
        using var interrupt = new CancellationTokenSource();
        var time = new SteppedTime();
        using var sandbox = new CliSandbox { Time = time }.WithRecords(SampleRuns.Passed());

        var following = sandbox.RunUntilAsync(["runs", "tail", "--follow", "-n", "0", "--final", "ERROR"], interrupt.Token);
        sandbox.WithRecords(SampleRuns.Passed() with { RunId = "20260413T000000_00000002" }, SampleRuns.Broken());
        time.Advance(TimeSpan.FromSeconds(1));
        await interrupt.CancelAsync();
        var result = await following;

        result.ShouldExitWith(0).Output.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain(SampleRuns.ErrorId);
    }

    private static async Task<IEnumerable<string?>> Ids(CliSandbox sandbox, params string[] filters) =>
        Lines((await sandbox.RunAsync(["runs", "list", "--json", .. filters])).ShouldExitWith(0)).Select(static line => line.GetProperty("run_id").GetString());

    private static List<JsonElement> Lines(CliResult result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
}
