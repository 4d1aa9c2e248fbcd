using System.Runtime.InteropServices;
using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// A trace file as it stands: its spans per lane (complete events, and begin and end joined), its instants, its names, and what is wrong with it.
/// Holds about a hundred bytes per span and the file's bytes. Immutable after reading.
/// </summary>
internal sealed class TraceContent
{
    private const int ProblemLimit = 100;

    private readonly Dictionary<(long Pid, long Tid), TraceLane> _lanes = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private TraceContent(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }

    /// <summary>The lanes, by process and number.</summary>
    public IReadOnlyList<TraceLane> Lanes { get; private set; } = [];

    public Dictionary<long, string> ProcessNames { get; } = [];

    public List<string> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public int Events { get; private set; }

    /// <summary>Reads a trace in the object form or the bare-array form.</summary>
    /// <exception cref="FormatException">The file is not strict JSON, or not a trace; the message says where.</exception>
    public static TraceContent Read(string path)
    {
        var content = new TraceContent(File.ReadAllBytes(path));
        try
        {
            content.ReadAll();
        }
        catch (JsonException problem)
        {
            throw new FormatException($"{path} is not strict JSON: {problem.Message}", problem);
        }

        return content;
    }

    /// <summary>The values of an event, or null.</summary>
    public JsonElement? ArgumentsOf(in TraceSpan span) =>
        span.ArgumentsLength == 0 ? null : JsonDocument.Parse(Bytes.AsMemory(span.ArgumentsStart, span.ArgumentsLength)).RootElement;

    private void ReadAll()
    {
        var text = Bytes.AsSpan().StartsWith("\uFEFF"u8) ? throw new FormatException("The file begins with a byte-order mark, which strict JSON does not have.") : Bytes.AsSpan();
        if (!System.Text.Unicode.Utf8.IsValid(text))
            throw new FormatException("The file is not UTF-8.");
        var reader = new Utf8JsonReader(text);
        reader.Read();
        var found = reader.TokenType == JsonTokenType.StartArray;
        if (found)
            ReadEvents(ref reader);
        else if (reader.TokenType == JsonTokenType.StartObject)
            found = ReadObject(ref reader);
        if (!found)
            throw new FormatException("The file is JSON but holds no traceEvents.");
        reader.Read(); // nothing may follow
        Lanes = [.. _lanes.Values.OrderBy(static lane => lane.Pid).ThenBy(static lane => lane.Tid)];
        foreach (var lane in Lanes)
            lane.Complete(this);
    }

    private bool ReadObject(ref Utf8JsonReader reader)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var events = reader.ValueTextEquals("traceEvents"u8);
            reader.Read();
            if (!events)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray)
                throw new FormatException("traceEvents is not a list.");
            ReadEvents(ref reader);
            found = true;
        }

        return found;
    }

    private void ReadEvents(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var offset = reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Take(ReadEvent(ref reader, offset), offset);
            }
            else
            {
                Error($"Event {Events} (byte {offset}) is no object.");
                reader.Skip();
            }

            Events++;
        }
    }

    private RawEvent ReadEvent(ref Utf8JsonReader reader, long offset)
    {
        var read = new RawEvent();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ph"u8))
                read.Phase = Text(ref reader, "ph", offset);
            else if (reader.ValueTextEquals("name"u8))
                read.Name = Text(ref reader, "name", offset);
            else if (reader.ValueTextEquals("pid"u8))
                read.Pid = Number(ref reader, "pid", offset);
            else if (reader.ValueTextEquals("tid"u8))
                read.Tid = Number(ref reader, "tid", offset);
            else if (reader.ValueTextEquals("ts"u8))
                read.StartNs = Time(ref reader, "ts", offset);
            else if (reader.ValueTextEquals("dur"u8))
                read.DurationNs = Time(ref reader, "dur", offset);
            else if (reader.ValueTextEquals("args"u8))
                ReadArguments(ref reader, ref read, offset);
            else
                reader.Skip();
        }

        return read;
    }

    private void ReadArguments(ref Utf8JsonReader reader, ref RawEvent read, long offset)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Error($"Event {Events} (byte {offset}): args is no object.");
            reader.Skip();
            return;
        }

        read.ArgumentsStart = (int)reader.TokenStartIndex;
        reader.Skip();
        read.ArgumentsLength = (int)reader.BytesConsumed - read.ArgumentsStart;
    }

    private string? Text(ref Utf8JsonReader reader, string key, long offset)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString()!;
            if (_names.TryGetValue(text, out var known))
                return known;
            _names[text] = text;
            return text;
        }

        Error($"Event {Events} (byte {offset}): {key} is no text.");
        reader.Skip();
        return null;
    }

    private long? Number(ref Utf8JsonReader reader, string key, long offset)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            return number;
        Error($"Event {Events} (byte {offset}): {key} is no whole number.");
        reader.Skip();
        return null;
    }

    private long? Time(ref Utf8JsonReader reader, string key, long offset)
    {
        reader.Read();
        try
        {
            var time = TraceTime.Nanoseconds(ref reader);
            if (time >= 0)
                return time;
            Error($"Event {Events} (byte {offset}): {key} is below 0.");
        }
        catch (FormatException)
        {
            Error($"Event {Events} (byte {offset}): {key} is no number of microseconds.");
            reader.Skip();
        }

        return null;
    }

    private void Take(in RawEvent read, long offset)
    {
        if (read.Phase is null || read.Pid is null || read.Tid is null || read.Name is null && read.Phase != "E")
        {
            Error($"Event {Events} (byte {offset}): {Missing(read)} is missing.");
            return;
        }

        if (read.Phase == "M")
        {
            TakeName(read, offset);
            return;
        }

        if (read.StartNs is not { } start || read.Phase == "X" && read.DurationNs is null)
        {
            Error($"Event {Events} (byte {offset}): {(read.StartNs is null ? "ts" : "dur")} is missing.");
            return;
        }

        var span = new TraceSpan(read.Name ?? "", start, start + (read.DurationNs ?? 0), read.ArgumentsStart, read.ArgumentsLength, offset);
        Lane(read).Add(read.Phase, span, this);
    }

    private static string Missing(in RawEvent read) =>
        read.Phase is null ? "ph" : read.Name is null ? "name" : read.Pid is null ? "pid" : "tid";

    private void TakeName(in RawEvent read, long offset)
    {
        if (_lanes.Values.Any(static lane => lane.HasEvents))
            Warn("Names (M events) come after other events.");
        using var arguments = read.ArgumentsLength == 0 ? null : JsonDocument.Parse(Bytes.AsMemory(read.ArgumentsStart, read.ArgumentsLength));
        var name = arguments?.RootElement.TryGetProperty("name", out var value) == true && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        switch (read.Name)
        {
            case "process_name" when name is not null:
                ProcessNames[read.Pid!.Value] = name;
                break;
            case "thread_name" when name is not null:
                Lane(read).Name = name;
                break;
            case "process_name" or "thread_name":
                Error($"Event {Events} (byte {offset}): args.name is missing.");
                break;
            case "thread_sort_index":
                Lane(read).HasSortIndex = true;
                break;
        }
    }

    private TraceLane Lane(in RawEvent read)
    {
        var key = (read.Pid!.Value, read.Tid!.Value);
        if (!_lanes.TryGetValue(key, out var lane))
            _lanes[key] = lane = new TraceLane(key.Item1, key.Item2);
        return lane;
    }

    public void Error(string problem)
    {
        if (Errors.Count < ProblemLimit)
            Errors.Add(problem);
        else if (Errors.Count == ProblemLimit)
            Errors.Add("… and more");
    }

    public void Warn(string problem)
    {
        if (Warnings.Count < ProblemLimit && !Warnings.Contains(problem, StringComparer.Ordinal))
            Warnings.Add(problem);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct RawEvent
    {
        public string? Phase;
        public string? Name;
        public long? Pid;
        public long? Tid;
        public long? StartNs;
        public long? DurationNs;
        public int ArgumentsStart;
        public int ArgumentsLength;
    }
}
