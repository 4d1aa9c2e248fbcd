using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>The spans of each lane that have begun and not ended, while a part is converted.</summary>
internal sealed class OpenSpans
{
    private readonly SortedDictionary<int, Stack<JsonObject>> _lanes = [];

    public void Begin(ReadOnlySpan<byte> line)
    {
        var begun = JsonNode.Parse(line)!.AsObject();
        Lane(begun).Push(begun);
    }

    public void End(ReadOnlySpan<byte> line, TraceFileWriter.EventSink sink)
    {
        var end = JsonNode.Parse(line)!.AsObject();
        if (Lane(end).TryPop(out var begun))
            sink.Write(Complete(begun, Nanoseconds(end["ts"]!), end["args"]?.AsObject()));
    }

    /// <summary>Whether a span is open.</summary>
    public bool Any => _lanes.Values.Any(static lane => lane.Count > 0);

    /// <summary>Ends what is open at an instant, innermost first, and marks it unfinished; never before the lane's last instant.</summary>
    public void CloseAll(TraceFileWriter.EventSink sink, long endNs, IReadOnlyDictionary<int, long> lastInstants)
    {
        foreach (var (tid, lane) in _lanes)
        {
            var end = Math.Max(endNs, lastInstants.TryGetValue(tid, out var last) ? last : 0);
            while (lane.TryPop(out var begun))
            {
                sink.Write(Complete(begun, end, new JsonObject { ["unfinished"] = true }));
            }
        }
    }

    private Stack<JsonObject> Lane(JsonObject line)
    {
        var tid = line["tid"]!.GetValue<int>();
        if (!_lanes.TryGetValue(tid, out var lane))
            _lanes[tid] = lane = new Stack<JsonObject>();
        return lane;
    }

    private static byte[] Complete(JsonObject begun, long endNs, JsonObject? added)
    {
        var startNs = Nanoseconds(begun["ts"]!);
        var complete = new JsonObject { ["ph"] = "X" };
        foreach (var (name, value) in begun)
        {
            if (name is "ph" or "args")
                continue;
            complete[name] = value?.DeepClone();
            if (name == "ts")
                complete["dur"] = JsonNode.Parse(Microseconds(endNs - startNs));
        }

        var arguments = begun["args"]?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in added ?? [])
            arguments[name] = value?.DeepClone();
        if (arguments.Count > 0)
            complete["args"] = arguments;
        return Encoding.UTF8.GetBytes(complete.ToJsonString(TraceJson.Relaxed));
    }

    private static long Nanoseconds(JsonNode microseconds) =>
        (long)(decimal.Parse(microseconds.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) * 1000m);

    private static string Microseconds(long nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000}.{nanoseconds % 1000:000}");
}
