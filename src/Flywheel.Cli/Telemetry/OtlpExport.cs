using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;
using Flywheel.Cli.Terminal;
using Flywheel.Tracing.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Flywheel.Cli.Telemetry;

/// <summary>
/// Sends spans and metrics to an OpenTelemetry collector while <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. What is left is sent when it is disposed; a
/// collector that does not answer costs a few seconds and never the run.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";
    private const int PatienceMs = 5000;

    private readonly CommandContext _context;
    private readonly ExportFailures _failures;
    private readonly TracerProvider _spans;
    private readonly MeterProvider _metrics;

    private OtlpExport(CommandContext context, ExportFailures failures, TracerProvider spans, MeterProvider metrics)
    {
        _context = context;
        _failures = failures;
        _spans = spans;
        _metrics = metrics;
    }

    /// <summary>Begins to export; null when no endpoint is set.</summary>
    /// <exception cref="UserException">The endpoint is no address, or the protocol is unknown.</exception>
    public static OtlpExport? Start(CommandContext context) =>
        context.Variable(EndpointVariable) is { } endpoint ? Start(context, endpoint) : null; // without one, no OpenTelemetry assembly is loaded

    private static OtlpExport Start(CommandContext context, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw new UserException($"{EndpointVariable} is '{text}': an address is expected, for example http://localhost:4318.");
        var protocol = Protocol(context);
        var resource = ResourceBuilder.CreateDefault().AddService("flywheel", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3));
        var spans = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(GenAiNames.Source)
            .AddOtlpExporter(options => Configure(options, endpoint, protocol, "v1/traces", context))
            .Build();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(GenAiNames.Source)
            .AddOtlpExporter(options => Configure(options, endpoint, protocol, "v1/metrics", context))
            .Build();
        return new OtlpExport(context, new ExportFailures(), spans, metrics);
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        var sent = _spans.ForceFlush(PatienceMs) & _metrics.ForceFlush(PatienceMs);
        _spans.Dispose();
        _metrics.Dispose();
        _failures.Dispose();
        if (!sent || _failures.First is not null)
            _context.Warn($"spans and metrics could not all be sent to {_context.Variable(EndpointVariable)}: {SafeText.Line(_failures.First ?? "no answer in time", 300)}");
    }

    private static void Configure(OtlpExporterOptions options, Uri endpoint, OtlpExportProtocol protocol, string path, CommandContext context)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.HttpProtobuf ? new Uri(endpoint.ToString().TrimEnd('/') + "/" + path) : endpoint;
        options.Headers = context.Variable(HeadersVariable);
        options.TimeoutMilliseconds = PatienceMs;
    }

    private static OtlpExportProtocol Protocol(CommandContext context) => context.Variable(ProtocolVariable) switch
    {
        null or "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        "grpc" => OtlpExportProtocol.Grpc,
        var other => throw new UserException($"{ProtocolVariable} is '{other}': http/protobuf or grpc is expected."),
    };
}
