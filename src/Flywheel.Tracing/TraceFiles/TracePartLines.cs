using System.Runtime.InteropServices;
using System.Text.Json;
using Flywheel.Storage.Logs;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>The events of a part, one per line; what a crash tore or spoiled is left out and counted. Used by one thread.</summary>
internal sealed class TracePartLines(string part)
{
    /// <summary>Lines that <see cref="Events"/> left out.</summary>
    public int Spoiled { get; private set; }

    /// <summary>The names of process and lanes.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Metadata()
    {
        foreach (var line in LogReader.Read(part))
        {
            if (TryParse(line.Bytes, out var parsed) && parsed.Phase == (byte)'M')
                yield return parsed.Bytes;
        }
    }

    /// <summary>Everything else, in order.</summary>
    public IEnumerable<TracePartLine> Events()
    {
        foreach (var line in LogReader.Read(part))
        {
            if (line.Bytes.Span.SequenceEqual("["u8))
                continue;
            if (!TryParse(line.Bytes, out var parsed))
                Spoiled++;
            else if (parsed.Phase != (byte)'M')
                yield return parsed;
        }
    }

    /// <summary>Reads a line: a whole object with the keys that our events have, followed by a comma.</summary>
    private static bool TryParse(ReadOnlyMemory<byte> line, out TracePartLine parsed)
    {
        parsed = default;
        if (line.Length < 3 || line.Span[^1] != (byte)',' || line.Span[0] != (byte)'{')
            return false;
        try
        {
            return TryParseObject(line[..^1], out parsed);
        }
        catch (Exception spoiled) when (spoiled is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static bool TryParseObject(ReadOnlyMemory<byte> json, out TracePartLine parsed)
    {
        byte phase = 0;
        var tid = 0;
        long start = -1;
        long duration = 0;
        string? name = null;
        var reader = new Utf8JsonReader(json.Span);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("ph"u8) && reader.Read())
                phase = reader.ValueSpan[0];
            else if (reader.ValueTextEquals("tid"u8) && reader.Read())
                tid = reader.GetInt32();
            else if (reader.ValueTextEquals("ts"u8) && reader.Read())
                start = TraceTime.Nanoseconds(ref reader);
            else if (reader.ValueTextEquals("dur"u8) && reader.Read())
                duration = TraceTime.Nanoseconds(ref reader);
            else if (reader.ValueTextEquals("name"u8) && reader.Read())
                name = reader.GetString();
        }

        parsed = new TracePartLine(json, phase, tid, start, start + duration, name ?? "");
        return name is not null && tid > 0 && (phase == (byte)'M' || phase != 0 && start >= 0 && duration >= 0);
    }
}

/// <summary>An event of a part.</summary>
/// <param name="Bytes">The object, without the comma.</param>
/// <param name="Phase">Its kind: <c>B</c>, <c>E</c>, <c>X</c>, <c>C</c>, <c>i</c> or <c>M</c>.</param>
/// <param name="Tid">The lane.</param>
/// <param name="StartNs">Epoch nanoseconds.</param>
/// <param name="EndNs">The end of a complete event, else the same.</param>
/// <param name="Name">The name.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TracePartLine(ReadOnlyMemory<byte> Bytes, byte Phase, int Tid, long StartNs, long EndNs, string Name);
