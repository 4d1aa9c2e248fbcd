using System.Diagnostics.Tracing;

namespace Flywheel.Cli.Telemetry;

/// <summary>Hears what OpenTelemetry's exporter says went wrong: it says it nowhere else. Thread-safe.</summary>
internal sealed class ExportFailures : EventListener
{
    private const string ExporterPrefix = "OpenTelemetry-Exporter";

    private volatile string? _first;

    /// <summary>The first failure, or null.</summary>
    public string? First => _first;

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.StartsWith(ExporterPrefix, StringComparison.Ordinal))
            EnableEvents(eventSource, EventLevel.Warning);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_first is null && eventData.Payload is { Count: > 0 } payload)
            _first = string.Join(' ', payload).ReplaceLineEndings("\n").Split('\n')[0];
    }
}
