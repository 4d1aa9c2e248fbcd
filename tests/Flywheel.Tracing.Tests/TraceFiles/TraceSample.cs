using System.Globalization;
using System.Text;

namespace Flywheel.Tracing.Tests.TraceFiles;

/// <summary>Traces written by hand, in milliseconds after a start.</summary>
internal sealed class TraceSample
{
    private const long StartUs = 1_775_822_400_000_000;

    private readonly StringBuilder _events = new();

    public TraceSample Lane(int tid, string name)
    {
        Add("M", tid, $$""" "name":"thread_name","args":{"name":"{{name}}"} """);
        return Add("M", tid, $$""" "name":"thread_sort_index","args":{"sort_index":{{tid}}} """);
    }

    public TraceSample Process() => Add("M", 1, """ "name":"process_name","args":{"name":"flywheel x"} """);

    public TraceSample Span(int tid, string name, double fromMs, double toMs, string? args = null) =>
        Add("X", tid, $"\"ts\":{Ts(fromMs)},\"dur\":{Micro(toMs - fromMs)},\"name\":\"{name}\"{(args is null ? "" : ",\"args\":" + args)}");

    public TraceSample Retry(int tid, double atMs, double delayMs) =>
        Add("i", tid, $$""" "s":"t","ts":{{Ts(atMs)}},"name":"retry","args":{"attempt":1,"delay_ms":{{Text(delayMs)}} } """);

    public TraceSample Add(string json)
    {
        _events.Append(_events.Length == 0 ? "" : ",\n").Append(json);
        return this;
    }

    public string ToJson() => "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[" + _events + "],\"otherData\":{}}";

    public string Write(TemporaryFolder folder)
    {
        var path = folder["sample.trace.json"];
        File.WriteAllText(path, ToJson());
        return path;
    }

    /// <summary>A run of <paramref name="ms"/> with its names.</summary>
    public static TraceSample Run(double ms) => new TraceSample().Process().Lane(1, "pipeline").Span(1, "run", 0, ms);

    private TraceSample Add(string phase, int tid, string members) => Add($"{{\"ph\":\"{phase}\",\"pid\":1,\"tid\":{Text(tid)},{members.Trim()}}}");

    private static string Ts(double ms) => Text((decimal)StartUs + ((decimal)ms * 1000));

    private static string Micro(double ms) => Text((decimal)ms * 1000);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
