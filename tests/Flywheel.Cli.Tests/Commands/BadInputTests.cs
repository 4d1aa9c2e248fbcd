using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Commands;

/// <summary>Each mistake: exit 2, a message that says what to do, and nothing written anywhere.</summary>
public sealed class BadInputTests
{
    private static readonly string[] Good = ["run", "Top 3 ways to keep an agent's context small", "--corpus", "corpus"];

    public static TheoryData<string[], string> Mistakes => new()
    {
        { ["run", ""], "The task is empty" },
        { ["run", "   \n "], "The task is empty" },
        { ["run", "/deep", "--corpus", "corpus"], "nothing but skills" },
        { ["run", "save to answer.md", "--corpus", "corpus"], "nothing but skills and a path" },
        { ["run", new string('x', 20_001), "--corpus", "corpus"], "the limit is 20000" },
        { ["run", "x", "--corpus", "missing"], "does not exist" },
        { ["run", "x", "--corpus", "empty"], "empty" },
        { ["run", "x", "--corpus", "binary.md"], "binary.md" },
        { ["run", "x", "--corpus", ""], "--corpus: the folder is missing" },
        { [.. Good, "--model", "nosuch:thing"], "nosuch" },
        { [.. Good, "--model", "two words"], "model" },
        { [.. Good, "--model", "openai:gpt-x"], "OPENAI_API_KEY" },
        { [.. Good, "--evaluator", "emdedded"], "embedded" },
        { [.. Good, "--skill", "nosuch"], "There is no skill /nosuch" },
        { ["run", "/nosuch x", "--corpus", "corpus"], "There is no skill /nosuch" },
        { [.. Good, "--harness", "resaerch"], "Did you mean 'research'?" },
        { [.. Good, "--harness", "research@99"], "99" },
        { [.. Good, "--harness", "Not A Name"], "harness" },
        { [.. Good, "--out", "missing/x.md"], "does not exist" },
        { [.. Good, "--out", "/etc/x.md"], "forbidden" },
        { [.. Good, "--out", "corpus"], "is a folder" },
        { [.. Good, "--out", ""], "--out: the path is missing" },
        { ["run", "Top 3 ways and save it to missing/x.md", "--corpus", "corpus"], "does not exist" },
        { [.. Good, "--tac-hours", "soon"], "hours" },
        { [.. Good, "--tac-hours", "-1"], "hours" },
        { [.. Good, "--tac-hours", "1,5"], "hours" },
        { [.. Good, "--session", ""], "--session" },
        { ["runs", "import", "missing.jsonl"], "is no file" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_explained_and_nothing_is_written(string[] arguments, string message)
    {
        using var sandbox = WithPlaces();
        var before = sandbox.Files();

        var result = await sandbox.RunAsync(arguments);

        result.ShouldExitWith(2).Errors.ShouldContain(message);
        result.Errors.ShouldStartWith("error: ");
        result.Output.ShouldBeEmpty();
        sandbox.Files().ShouldBe(before);
    }

    [Fact]
    public async Task A_huge_file_is_refused_alone_and_left_out_of_a_folder()
    {
        using var sandbox = WithPlaces();
        using (var huge = new FileStream(sandbox.PathOf("corpus/huge.md"), FileMode.CreateNew))
            huge.SetLength(200_000_000);

        (await sandbox.RunAsync("run", "x", "--corpus", "corpus/huge.md")).ShouldExitWith(2).Errors.ShouldContain("huge.md");
        sandbox.Files().ShouldNotContain(".flywheel");
        (await sandbox.RunAsync([.. Good, "--no-verify"])).ShouldExitWith(0).Errors.ShouldContain("warning: corpus/huge.md was left out: ");
    }

    public static TheoryData<string, string, string> Environments => new()
    {
        { "HARNESS_TAC_HOURS", "many", "HARNESS_TAC_HOURS" },
        { "HARNESS_HOURLY_RATE", "0", "HARNESS_HOURLY_RATE" },
        { "HARNESS_ENERGY_COST_PER_RUN", "cheap", "HARNESS_ENERGY_COST_PER_RUN" },
        { "WIGGUM_MAX_ROUNDS", "-3", "WIGGUM_MAX_ROUNDS" },
        { "HARNESS_PRODUCER_MODEL", "nosuch:thing", "nosuch" },
        { "OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_ENDPOINT" },
        { "OTEL_EXPORTER_OTLP_PROTOCOL", "pigeon", "OTEL_EXPORTER_OTLP_PROTOCOL" },
    };

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task A_wrong_variable_is_explained_and_nothing_is_written(string variable, string value, string message)
    {
        using var sandbox = WithPlaces();
        if (variable == "OTEL_EXPORTER_OTLP_PROTOCOL")
            sandbox.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        sandbox.Environment[variable] = value;
        var before = sandbox.Files();

        var result = await sandbox.RunAsync(Good);

        result.ShouldExitWith(2).Errors.ShouldContain(message);
        sandbox.Files().ShouldBe(before);
    }

    [Theory]
    [InlineData("defaults: {producer: [1]}", "config.yaml:1:22: defaults.producer")]
    [InlineData("defualts: {}", "config.yaml:1:1: defualts: unknown key 'defualts'. Did you mean 'defaults'?")]
    [InlineData("defaults: {harness: research\n", "config.yaml:")]
    [InlineData("endpoints:\n  local: {type: openai, base_url: http://x/v1, timeout: 3}", "config.yaml:2:")]
    [InlineData("endpoints: {local: {type: openai, base_url: \"ftp://x\"}}", "endpoints.local.base_url")]
    [InlineData("models: {writer: {endpoint: nowhere, model: m}}", "nowhere")]
    public async Task A_wrong_configuration_is_explained_with_its_place_and_nothing_is_written(string yaml, string message)
    {
        using var sandbox = WithPlaces();
        sandbox.Write(".flywheel/config.yaml", yaml);
        var before = sandbox.Files();

        (await sandbox.RunAsync(Good)).ShouldExitWith(2).Errors.ShouldContain(message);
        (await sandbox.RunAsync("config", "check")).ShouldExitWith(2).Errors.ShouldContain(message);
        sandbox.Files().ShouldBe(before);
    }

    [Theory]
    [InlineData("harness: broken\nverfy: {}\n", "harness.yaml:2:1: verfy: unknown key 'verfy'. Did you mean 'verify'?")]
    [InlineData("harness: broken\nverify: {threshold: 11}\n", "harness.yaml:2:21")]
    [InlineData("harness: broken\n\tverify: {}\n", "harness.yaml:2")]
    public async Task A_wrong_harness_is_explained_with_its_place_and_nothing_is_written(string yaml, string message)
    {
        using var sandbox = WithPlaces();
        sandbox.Write(".flywheel/harnesses/broken/harness.yaml", yaml);
        var before = sandbox.Files();

        (await sandbox.RunAsync([.. Good, "--harness", "broken"])).ShouldExitWith(2).Errors.ShouldContain(message);
        sandbox.Files().ShouldBe(before);
    }

    private static CliSandbox WithPlaces()
    {
        var sandbox = new CliSandbox().WithCorpus();
        Directory.CreateDirectory(sandbox.PathOf("empty"));
        sandbox.Write("binary.md", [0, 1, 2, 3, 0xFF, 0xFE, 0, 0, 0, 0, 0x89, 0x50]);
        return sandbox;
    }
}
