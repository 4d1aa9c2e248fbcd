using System.Text.Json;
using Flywheel.Storage.Files;
using Flywheel.Storage.Logs;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// Makes the finished trace file of a <c>.part</c>: metadata first, begin and end joined to complete events, spans that never ended closed at a
/// given instant and marked. Streams; memory is bounded by the depth of open spans.
/// </summary>
internal static class TraceFileWriter
{
    /// <summary>Writes <paramref name="path"/> from the part durably and removes the part.</summary>
    /// <param name="part">The part; a torn last line is dropped.</param>
    /// <param name="path">The finished file.</param>
    /// <param name="openEndNs">Where spans end that were never closed, epoch nanoseconds.</param>
    /// <param name="runId">Goes into <c>otherData</c>.</param>
    public static void Complete(string part, string path, long openEndNs, string runId)
    {
        var temporary = AtomicFile.TemporaryName(path);
        try
        {
            using (var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, 1 << 16))
            {
                WriteTo(output, part, openEndNs, runId);
                output.Flush(flushToDisk: true);
            }

            AtomicFile.Publish(temporary, path);
            File.Delete(part);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteTo(Stream output, string part, long openEndNs, string runId)
    {
        output.Write("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"run_id\":\""u8);
        output.Write(JsonEncodedText.Encode(runId).EncodedUtf8Bytes);
        output.Write("\"},\"traceEvents\":[\n"u8);
        var sink = new EventSink(output);
        foreach (var line in EventLines(part, metadata: true))
            sink.Write(line.Span);
        var open = new OpenSpans();
        foreach (var line in EventLines(part, metadata: false))
            Convert(line.Span, sink, open);
        if (open.Any)
            open.CloseAll(sink, openEndNs, LastInstants(part));
        output.Write("\n]}\n"u8);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> EventLines(string part, bool metadata)
    {
        foreach (var line in LogReader.Read(part))
        {
            var bytes = line.Bytes;
            if (bytes.Length < 3 || bytes.Span[^1] != (byte)',' || bytes.Span[0] != (byte)'{' || bytes.Span[^2] != (byte)'}')
                continue; // the opening bracket, or a line a crash tore
            if (bytes.Span.StartsWith("{\"ph\":\"M\""u8) == metadata)
                yield return bytes[..^1];
        }
    }

    /// <summary>The last instant each lane speaks of: no span that is still open there may end before it.</summary>
    private static Dictionary<int, long> LastInstants(string part)
    {
        var last = new Dictionary<int, long>();
        foreach (var line in EventLines(part, metadata: false))
        {
            using var entry = JsonDocument.Parse(line);
            var tid = entry.RootElement.GetProperty("tid").GetInt32();
            var end = Nanoseconds(entry.RootElement, "ts") + Nanoseconds(entry.RootElement, "dur");
            last[tid] = Math.Max(end, last.GetValueOrDefault(tid));
        }

        return last;
    }

    private static long Nanoseconds(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) ? (long)(value.GetDecimal() * 1000m) : 0;

    private static void Convert(ReadOnlySpan<byte> line, EventSink sink, OpenSpans open)
    {
        if (line.StartsWith("{\"ph\":\"B\""u8))
            open.Begin(line);
        else if (line.StartsWith("{\"ph\":\"E\""u8))
            open.End(line, sink);
        else
            sink.Write(line);
    }

    /// <summary>Separates events by commas.</summary>
    internal sealed class EventSink(Stream output)
    {
        private bool _any;

        public void Write(ReadOnlySpan<byte> line)
        {
            if (_any)
                output.Write(",\n"u8);
            _any = true;
            output.Write(line);
        }
    }
}
