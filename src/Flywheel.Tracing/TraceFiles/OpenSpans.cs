using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>The spans of each lane that have begun and not ended, while a part is converted. Used by one thread.</summary>
internal sealed class OpenSpans
{
    private readonly SortedDictionary<int, LaneState> _lanes = [];

    /// <summary>Something happened on a lane: nothing that is open there may end before it.</summary>
    public void Reached(int tid, long instantNs)
    {
        var lane = Lane(tid);
        lane.LastNs = Math.Max(lane.LastNs, instantNs);
    }

    public void Begin(in TracePartLine line) =>
        Lane(line.Tid).Open.Push(new Begun(line.Name, line.StartNs, JsonNode.Parse(line.Bytes.Span)!.AsObject()));

    /// <summary>
    /// Ends the innermost open span of that name. Spans inside it that have no end of their own lost it to a crash and are ended too; an end without a
    /// beginning is passed over.
    /// </summary>
    public void End(in TracePartLine line, TraceFileWriter.EventSink sink)
    {
        var open = Lane(line.Tid).Open;
        var name = line.Name;
        if (!open.Any(begun => begun.Name == name))
            return;
        while (open.Peek().Name != name)
            sink.Write(Complete(open.Pop(), line.StartNs, Unfinished()));
        sink.Write(Complete(open.Pop(), line.StartNs, JsonNode.Parse(line.Bytes.Span)!["args"]?.AsObject()));
    }

    /// <summary>Ends what is open at an instant, innermost first, and marks it unfinished.</summary>
    public void CloseAll(TraceFileWriter.EventSink sink, long endNs)
    {
        foreach (var lane in _lanes.Values)
        {
            while (lane.Open.TryPop(out var begun))
                sink.Write(Complete(begun, Math.Max(endNs, lane.LastNs), Unfinished()));
        }
    }

    private LaneState Lane(int tid)
    {
        if (!_lanes.TryGetValue(tid, out var lane))
            _lanes[tid] = lane = new LaneState();
        return lane;
    }

    private static JsonObject Unfinished() => new() { ["unfinished"] = true };

    private static byte[] Complete(in Begun begun, long endNs, JsonObject? added)
    {
        var complete = new JsonObject { ["ph"] = "X" };
        foreach (var (name, value) in begun.Event)
        {
            if (name is "ph" or "args")
                continue;
            complete[name] = value?.DeepClone();
            if (name == "ts")
                complete["dur"] = JsonNode.Parse(TraceTime.Microseconds(Math.Max(endNs - begun.StartNs, 0)));
        }

        var arguments = begun.Event["args"]?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in added ?? [])
            arguments[name] = value?.DeepClone();
        if (arguments.Count > 0)
            complete["args"] = arguments;
        return Encoding.UTF8.GetBytes(complete.ToJsonString(TraceJson.Relaxed));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Begun(string Name, long StartNs, JsonObject Event);

    private sealed class LaneState
    {
        public Stack<Begun> Open { get; } = new();

        public long LastNs { get; set; }
    }
}
