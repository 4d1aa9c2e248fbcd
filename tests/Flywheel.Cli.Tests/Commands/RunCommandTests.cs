using System.Text.Json;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Commands;

public sealed class RunCommandTests
{
    private const string Asked = "Top 3 ways to keep an agent's context small";

    [Fact]
    public async Task A_task_is_done_recorded_and_summarised()
    {
        using var sandbox = new CliSandbox().WithCorpus();

        var result = await sandbox.RunAsync("run", Asked, "--corpus", "corpus");

        var record = sandbox.Records().ShouldHaveSingleItem();
        result.ExitCode.ShouldBe(record.Final == "PASS" ? 0 : 1);
        record.Task.ShouldBe(Asked);
        record.Actor.ShouldBe("tester");
        record.Harness.ShouldNotBeNull().Name.ShouldBe("research");
        record.Harness!.Hash.ShouldNotBeNullOrEmpty();
        result.Output.ShouldStartWith(record.Final + " · score ");
        result.Output.ShouldContain($"outputs/{record.RunId}.md");
        result.Output.ShouldContain("flywheel inspect");
        result.Errors.ShouldStartWith($"Run {record.RunId}\n");
        foreach (var stage in (string[])["memory", "plan", "research", "synthesize", "wiggum_r1", "remember"])
            result.Errors.ShouldContain($"  {stage}");
        File.Exists(Path.Combine(sandbox.Workspace, record.OutputPath!)).ShouldBeTrue();
    }

    [Fact]
    public async Task Json_prints_the_record_and_nothing_else()
    {
        using var sandbox = new CliSandbox().WithCorpus();

        var result = await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--json");

        using var record = JsonDocument.Parse(result.Output);
        record.RootElement.GetProperty("run_id").GetString().ShouldBe(sandbox.Records()[0].RunId);
        foreach (var name in (string[])["schema", "task", "final", "harness", "stages", "tokens_by_stage", "wiggum_scores", "drafts", "output_path", "trace_path", "leverage_kind"])
            record.RootElement.TryGetProperty(name, out _).ShouldBeTrue(name);
    }

    [Fact]
    public async Task The_output_goes_where_the_task_says()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        Directory.CreateDirectory(sandbox.PathOf("notes"));

        await sandbox.RunAsync("run", Asked + " and save it to notes/small.md", "--corpus", "corpus");

        var record = sandbox.Records().ShouldHaveSingleItem();
        record.OutputPath.ShouldBe(sandbox.PathOf("notes/small.md"));
        File.ReadAllText(sandbox.PathOf("notes/small.md")).ShouldStartWith("# ");
    }

    [Fact]
    public async Task Out_wins_over_the_path_in_the_task()
    {
        using var sandbox = new CliSandbox().WithCorpus();

        await sandbox.RunAsync("run", Asked + " and save it to in-the-task.md", "--corpus", "corpus", "--out", "flag.md");

        File.Exists(sandbox.PathOf("flag.md")).ShouldBeTrue();
        File.Exists(sandbox.PathOf("in-the-task.md")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_is_started_once()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Environment["HARNESS_SESSION_ID"] = "from-env";

        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-verify");
        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-verify");
        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-verify", "--session", "from-flag");

        sandbox.Records().Select(static run => run.SessionId).ShouldBe(["from-env", "from-env", "from-flag"]);
        var lines = File.ReadAllLines(Path.Combine(sandbox.Workspace, "data", "sessions.jsonl"));
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("\"session_id\":\"from-env\"");
        lines[0].ShouldContain("\"event\":\"started\"");
    }

    [Fact]
    public async Task Flags_and_environment_that_change_the_harness_are_in_the_record()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Environment["WIGGUM_MAX_ROUNDS"] = "1";
        sandbox.Environment["HARNESS_TAC_HOURS"] = "3";

        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--model", "embedded", "--no-memory");

        var record = sandbox.Records().ShouldHaveSingleItem();
        record.Overrides["verify.max_rounds"].ShouldBe("1");
        record.Overrides["models.producer"].ShouldBe("embedded");
        record.Overrides["memory"].ShouldBe("off");
        record.TacHours.ShouldBe(3);
        record.TacSource.ShouldBe("env");
        record.LeverageKind.ShouldBe("tac");
        record.WiggumRounds.ShouldBe(1);
        File.Exists(Path.Combine(sandbox.Workspace, "data", "memories.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_flag_for_hours_wins()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Environment["HARNESS_TAC_HOURS"] = "3";

        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--tac-hours", "1.5", "--no-verify");

        var record = sandbox.Records().ShouldHaveSingleItem();
        record.TacHours.ShouldBe(1.5);
        record.TacSource.ShouldBe("flag");
        record.Verified.ShouldBeFalse();
        record.Overrides["verify"].ShouldBe("off");
    }

    [Fact]
    public async Task Skills_are_asked_for_by_flag_and_by_word()
    {
        using var sandbox = new CliSandbox().WithCorpus();

        await sandbox.RunAsync("run", "/deep " + Asked, "--corpus", "corpus", "--skill", "cite", "--no-verify");

        sandbox.Records().ShouldHaveSingleItem().ActiveSkills.ShouldBe(["cite", "deep"]);
    }

    [Fact]
    public async Task Files_that_were_left_out_are_named()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Write("corpus/picture.md", [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 0, 2, 0xFF, 0xFE]);

        var result = await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-verify");

        result.Errors.ShouldContain("warning: corpus/picture.md was left out: ");
    }

    [Fact]
    public async Task The_default_corpus_is_the_configured_one_then_the_workspaces_then_the_samples()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        (await sandbox.RunAsync("run", Asked)).ShouldExitWith(2).Errors.ShouldContain("--corpus");
        sandbox.Files().ShouldNotContain(".flywheel");

        Directory.CreateDirectory(sandbox.PathOf("samples"));
        Directory.Move(sandbox.PathOf("corpus"), sandbox.PathOf("samples/corpus"));
        await sandbox.RunAsync("run", Asked, "--no-verify");
        sandbox.Write(".flywheel/config.yaml", "search: {corpus: [../samples/corpus/agent-memory.md]}");
        await sandbox.RunAsync("run", Asked, "--no-verify", "--no-memory");

        sandbox.Records().Count.ShouldBe(2);
        var last = File.ReadAllText(Path.Combine(sandbox.Workspace, sandbox.Records()[1].OutputPath!));
        last.ShouldContain("agent-memory.md");
        last.ShouldNotContain("keeping-context-small.md");
    }

    [Fact]
    public async Task Configured_default_roles_apply_unless_a_flag_says_otherwise()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Write(".flywheel/config.yaml", "endpoints: {dead: {type: openai, base_url: \"http://127.0.0.1:1/v1\"}}\nmodels: {writer: {endpoint: dead, model: m}}\ndefaults: {producer: writer}");

        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--model", "embedded", "--no-verify");

        sandbox.Records().ShouldHaveSingleItem().ProducerModel.ShouldBe("embedded");
        (await sandbox.RunAsync("config", "show")).Output.ShouldContain("writer");
    }

    [Fact]
    public async Task Research_is_remembered_when_asked_to()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Environment["RESEARCH_CACHE"] = "1";

        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-memory");
        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-memory");

        var records = sandbox.Records();
        records[1].Overrides["research_cache"].ShouldBe("on");
        records[1].ToolCalls.Count.ShouldBeLessThan(records[0].ToolCalls.Count);
        Output(records[1]).ShouldBe(Output(records[0]));

        string Output(Tracing.Records.RunRecord record) => File.ReadAllText(Path.Combine(sandbox.Workspace, record.OutputPath!));
    }

    [Fact]
    public async Task A_dead_run_is_recovered_when_the_next_one_starts()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        var dead = sandbox.LeaveDeadRun();

        var result = await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-verify");

        result.Errors.ShouldContain($"recovered: run {dead}");
        sandbox.Records().Select(static run => run.Final).ShouldBe(["ERROR", "PASS"]);
    }
}
