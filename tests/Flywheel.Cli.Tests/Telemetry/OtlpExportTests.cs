using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Telemetry;

public sealed class OtlpExportTests
{
    private static readonly string[] Run = ["run", "Top 3 ways to keep an agent's context small", "--corpus", "corpus", "--no-memory"];

    [Fact]
    public async Task Spans_and_metrics_of_a_run_are_sent_to_the_collector()
    {
        await using var collector = Collector.Start();
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address;
        sandbox.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = "x-team=flywheel";

        var result = await sandbox.RunAsync(Run);

        result.ExitCode.ShouldBeLessThanOrEqualTo(1, result.Errors);
        var requests = collector.Requests;
        requests.Select(static request => request.Path).Distinct().Order(StringComparer.Ordinal).ShouldBe(["/v1/metrics", "/v1/traces"]);
        requests.ShouldAllBe(static request => request.Headers.Contains("x-team: flywheel", StringComparison.OrdinalIgnoreCase));
        var sent = string.Concat(requests.Select(static request => request.Body));
        sent.ShouldContain("invoke_agent research");
        sent.ShouldContain("gen_ai.usage.input_tokens");
        sent.ShouldContain("gen_ai.client.token.usage");
        sent.ShouldContain(sandbox.Records()[0].RunId);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_a_warning_and_not_the_run()
    {
        using var sandbox = new CliSandbox().WithCorpus();
        sandbox.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.UnusedAddress();

        var result = await sandbox.RunAsync(Run);

        result.ExitCode.ShouldBeLessThanOrEqualTo(1, result.Errors);
        result.Errors.ShouldContain($"could not all be sent to {sandbox.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"]}");
        sandbox.Records().ShouldHaveSingleItem().Final.ShouldNotBe("ERROR");
    }
}
