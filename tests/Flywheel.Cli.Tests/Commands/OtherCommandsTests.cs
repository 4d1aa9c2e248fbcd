using System.Text.Json;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Commands;

public sealed class OtherCommandsTests
{
    private const string Asked = "Top 3 ways to keep an agent's context small";

    [Fact]
    public async Task Sessions_are_listed_and_shown()
    {
        using var sandbox = new CliSandbox().WithRecords(SampleRuns.Passed(), SampleRuns.Broken(), SampleRuns.Broken() with { RunId = "x-child", SessionId = "april", ParentRunId = SampleRuns.PassId });
        sandbox.Write(".flywheel/data/sessions.jsonl", "{\"session_id\":\"empty\",\"name\":\"empty\",\"event\":\"started\",\"timestamp\":\"2026-04-09T00:00:00.000Z\"}\n");

        var list = await sandbox.RunAsync("sessions", "list");
        var show = await sandbox.RunAsync("sessions", "show", "april");
        using var json = JsonDocument.Parse((await sandbox.RunAsync("sessions", "show", "april", "--json")).Output);

        Golden.ShouldMatch(list.ShouldExitWith(0).Output + "\n" + show.ShouldExitWith(0).Output, "sessions");
        json.RootElement.GetProperty("runs").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("pass_rate").GetDouble().ShouldBe(1);
        json.RootElement.GetProperty("leverage_tac").ValueKind.ShouldBe(JsonValueKind.Null);
        (await sandbox.RunAsync("sessions", "show", "aprl")).ShouldExitWith(2).Errors.ShouldContain("Did you mean 'april'?");
    }

    [Fact]
    public async Task Traces_are_validated_summarised_explained_and_exported()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        await sandbox.RunAsync("run", Asked, "--corpus", "corpus", "--no-verify");
        var id = sandbox.Records()[0].RunId;

        (await sandbox.RunAsync("trace", "validate", id)).ShouldExitWith(0).Output.ShouldContain("ok: ");
        (await sandbox.RunAsync("trace", "summary")).ShouldExitWith(0).Output.ShouldContain("Bottleneck: ");
        (await sandbox.RunAsync("trace", "open")).ShouldExitWith(0).Output.ShouldContain($"{id}.trace.json");
        using var validation = JsonDocument.Parse((await sandbox.RunAsync("trace", "validate", id, "--json")).Output);
        validation.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue();
        using var summary = JsonDocument.Parse((await sandbox.RunAsync("trace", "summary", id, "--json")).Output);
        summary.RootElement.GetProperty("critical_path").GetArrayLength().ShouldBeGreaterThan(0);
        (await sandbox.RunAsync("trace", "export", id, "--format", "be", "--out", "pairs.json")).ShouldExitWith(0);
        File.ReadAllText(sandbox.PathOf("pairs.json")).ShouldContain("\"ph\":\"B\"");
        (await sandbox.RunAsync("trace", "validate", "pairs.json")).ShouldExitWith(0);
        using var exported = JsonDocument.Parse((await sandbox.RunAsync("trace", "export", id)).Output);
        exported.RootElement.GetProperty("traceEvents").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_file_that_is_no_trace_is_not_sound()
    {
        using var sandbox = new CliSandbox();
        sandbox.Write("bad.json", "[{\"ph\":\"X\"}]");

        (await sandbox.RunAsync("trace", "validate", "bad.json")).ShouldExitWith(1).Output.ShouldContain("not sound");
        (await sandbox.RunAsync("trace", "summary", "bad.json")).ShouldExitWith(2).Errors.ShouldContain("trace validate");
        (await sandbox.RunAsync("trace", "summary", "./missing.json")).ShouldExitWith(2).Errors.ShouldContain("There is no file");
        (await sandbox.RunAsync("trace", "export", "bad.json", "--format", "zip")).ShouldExitWith(2).Errors.ShouldContain("--format");
    }

    [Fact]
    public async Task Memories_are_listed_found_and_shown()
    {
        using var sandbox = new CliSandbox();
        sandbox.Write(
            ".flywheel/data/memories.jsonl",
            """
            {"event":"created","timestamp":"2026-04-01T00:00:00.000Z","id":"m_1","memory":{"id":"m_1","timestamp":"2026-04-01T00:00:00.000Z","task":"Compare vector stores","title":"Vector stores","narrative":"Two were compared.","facts":["Both work."],"tags":["search"],"final_score":8.5}}
            {"event":"created","timestamp":"2026-04-02T00:00:00.000Z","id":"m_2","memory":{"id":"m_2","timestamp":"2026-04-02T00:00:00.000Z","task":"Retries","title":"Retry \u001b[31mbudgets","narrative":"n"}}
            not json

            """);

        var list = await sandbox.RunAsync("memory", "list");
        list.ShouldExitWith(0).Output.ShouldContain("m_2  2026-04-02 00:00:00");
        list.Output.ShouldNotContain("\u001b");
        list.Errors.ShouldContain("1 line of");
        (await sandbox.RunAsync("memory", "search", "vector", "stores")).Output.TrimEnd().Split('\n').Length.ShouldBe(2);
        (await sandbox.RunAsync("memory", "search", "zebra")).ShouldExitWith(0).Errors.ShouldContain("No memory");
        var shown = await sandbox.RunAsync("memory", "show", "m_1");
        shown.ShouldExitWith(0).Output.ShouldContain("- Both work.");
        using var json = JsonDocument.Parse((await sandbox.RunAsync("memory", "show", "m_1", "--json")).Output);
        json.RootElement.GetProperty("facts")[0].GetString().ShouldBe("Both work.");
        (await sandbox.RunAsync("memory", "show", "m_9")).ShouldExitWith(2).Errors.ShouldContain("Did you mean");
    }

    [Fact]
    public async Task The_configuration_is_shown_without_secrets()
    {
        using var sandbox = new CliSandbox();
        sandbox.Environment["LOCAL_KEY"] = "top-secret-value";
        sandbox.Environment["OPENAI_API_KEY"] = "sk-top-secret-value";
        sandbox.Write(
            ".flywheel/config.yaml",
            "endpoints: {local: {type: openai, base_url: \"http://localhost:11434/v1\", api_key_env: LOCAL_KEY, concurrency: 2, timeout_s: 120}}\n"
            + "models: {writer: {endpoint: local, model: \"qwen3:32b\", prices: {input: 0.5, output: 1.5}, context: 32768}}\n");

        var result = await sandbox.RunAsync("config", "show");
        using var json = JsonDocument.Parse((await sandbox.RunAsync("config", "show", "--json")).ShouldExitWith(0).Output);

        result.ShouldExitWith(0).Output.ShouldContain("LOCAL_KEY (set)");
        result.Output.ShouldContain("qwen3:32b at local");
        result.Output.ShouldContain("OPENAI_API_KEY");
        (result.Output + json.RootElement).ShouldNotContain("top-secret-value");
        json.RootElement.GetProperty("settings").EnumerateArray().ShouldContain(static setting => setting.GetProperty("key").GetString() == "defaults.harness");
        (await sandbox.RunAsync("config", "check")).ShouldExitWith(0).Output.ShouldStartWith("ok");
    }

    [Fact]
    public async Task A_configuration_is_checked_as_a_whole()
    {
        using var sandbox = new CliSandbox();
        sandbox.Write(".flywheel/config.yaml", "defaults: {producer: nosuch:m, harness: nosuch}\nsearch: {corpus: [missing]}\n");

        using var json = JsonDocument.Parse((await sandbox.RunAsync("config", "check", "--json")).ShouldExitWith(2).Output);

        json.RootElement.GetProperty("ok").GetBoolean().ShouldBeFalse();
        var problems = string.Join('\n', json.RootElement.GetProperty("problems").EnumerateArray().Select(static problem => problem.GetString()));
        problems.ShouldContain("'nosuch:m'");
        problems.ShouldContain("There is no harness 'nosuch'");
        problems.ShouldContain("search.corpus");
    }

    [Fact]
    public async Task The_doctor_examines_a_place_without_leaving_anything_there()
    {
        using var sandbox = new CliSandbox();

        var result = await sandbox.RunAsync("doctor");
        using var json = JsonDocument.Parse((await sandbox.RunAsync("doctor", "--json")).ShouldExitWith(0).Output);

        result.ShouldExitWith(0).Output.ShouldContain("advisory locks work");
        json.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("checks").EnumerateArray().Select(static check => check.GetProperty("name").GetString()).ShouldContain("disk space");
        sandbox.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_doctor_finds_what_would_stop_a_run()
    {
        using var sandbox = new CliSandbox();
        sandbox.Write(".flywheel/config.yaml", "endpoints: {e: {type: openai, api_key_env: NOT_SET_ANYWHERE}}\nmodel: {}\n");
        var dead = sandbox.LeaveDeadRun();

        var result = await sandbox.RunAsync("doctor");

        result.ShouldExitWith(1).Output.ShouldContain("unknown key 'model'");
        result.Output.ShouldContain(dead);
    }
}
