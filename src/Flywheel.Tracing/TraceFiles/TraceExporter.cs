using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>Writes a trace in the form of begin and end pairs, which some viewers ask for. Thread-safe.</summary>
public static class TraceExporter
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes every span as a <c>B</c> and an <c>E</c> event; lane by lane, inner pairs inside outer ones. Names, instants and counters stay as they are.
    /// </summary>
    /// <param name="path">A finished trace.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="FormatException">The file is no sound trace; <see cref="TraceValidator"/> says more.</exception>
    public static void WriteBeginEnd(string path, Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var content = TraceContent.Read(path);
        if (content.Errors.Count > 0)
            throw new FormatException($"{path} can not be exported: {content.Errors[0]}");
        using var document = JsonDocument.Parse(content.Bytes);
        using var writer = new Utf8JsonWriter(output, Form);
        writer.WriteStartObject();
        writer.WriteString("displayTimeUnit"u8, "ms"u8);
        writer.WriteStartArray("traceEvents"u8);
        CopyOthers(document.RootElement, writer, metadata: true);
        foreach (var lane in content.Lanes)
            WriteLane(lane, content, writer);
        CopyOthers(document.RootElement, writer, metadata: false);
        writer.WriteEndArray();
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("otherData"u8, out var other))
        {
            writer.WritePropertyName("otherData"u8);
            other.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Copies what is no span.</summary>
    private static void CopyOthers(JsonElement root, Utf8JsonWriter writer, bool metadata)
    {
        var events = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("traceEvents"u8);
        foreach (var entry in events.EnumerateArray())
        {
            var phase = entry.GetProperty("ph"u8).GetString();
            if (phase is not ("X" or "B" or "E") && phase == "M" == metadata)
                entry.WriteTo(writer);
        }
    }

    private static void WriteLane(TraceLane lane, TraceContent content, Utf8JsonWriter writer)
    {
        var open = new Stack<int>();
        for (var i = 0; i < lane.Spans.Count; i++)
        {
            while (open.TryPeek(out var top) && top != lane.ParentOf(i))
                WriteEnd(lane, open.Pop(), writer);
            WriteEvent("B", lane, lane.Spans[i].Name, lane.Spans[i].StartNs, writer);
            if (content.ArgumentsOf(lane.Spans[i]) is { } arguments)
            {
                writer.WritePropertyName("args"u8);
                arguments.WriteTo(writer);
            }

            writer.WriteEndObject();
            open.Push(i);
        }

        while (open.TryPop(out var rest))
            WriteEnd(lane, rest, writer);
    }

    private static void WriteEnd(TraceLane lane, int index, Utf8JsonWriter writer)
    {
        WriteEvent("E", lane, lane.Spans[index].Name, lane.Spans[index].EndNs, writer);
        writer.WriteEndObject();
    }

    /// <summary>The keys of an event; its object stays open.</summary>
    private static void WriteEvent(string phase, TraceLane lane, string name, long instantNs, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("ph"u8, phase);
        writer.WriteNumber("pid"u8, lane.Pid);
        writer.WriteNumber("tid"u8, lane.Tid);
        writer.WritePropertyName("ts"u8);
        writer.WriteRawValue(Encoding.ASCII.GetBytes(TraceTime.Microseconds(instantNs)));
        writer.WriteString("name"u8, name);
    }
}
