using System.Globalization;
using System.Text;
using System.Text.Json;
using Flywheel.Storage.Files;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// Makes the finished trace file of a <c>.part</c>: metadata first, begin and end joined to complete events, spans that never ended closed at a
/// given instant and marked. Lines that a crash tore or spoiled are left out and counted. Streams; memory is bounded by the depth of open spans.
/// </summary>
internal static class TraceFileWriter
{
    /// <summary>The ending of a finished trace.</summary>
    public const string Suffix = ".trace.json";

    /// <summary>
    /// Writes <paramref name="path"/> from the part durably and removes the part. May be repeated after a crash at any point: a finished trace is never
    /// written again.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="path">The finished file.</param>
    /// <param name="openEndNs">Where spans end that were never closed, epoch nanoseconds; never before the lane's last instant.</param>
    /// <param name="runId">Goes into <c>otherData</c>.</param>
    /// <param name="incomplete">Why events are missing, when the part could not be written at some time; goes into <c>otherData</c>.</param>
    /// <exception cref="IOException">The file can not be written; the part is untouched.</exception>
    public static void Complete(string part, string path, long openEndNs, string runId, string? incomplete = null)
    {
        if (!File.Exists(part))
            return; // another recovery, or the run itself, was faster
        if (!File.Exists(path))
            Write(part, path, openEndNs, runId, incomplete);
        File.Delete(part); // the name of a finished trace is given to whole files only
    }

    /// <summary>Removes what a process left that was killed while it wrote the finished file.</summary>
    public static void RemoveLeftovers(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            return;
        foreach (var leftover in Directory.EnumerateFiles(folder, $".{Path.GetFileName(path)}.*.tmp"))
            File.Delete(leftover);
    }

    private static void Write(string part, string path, long openEndNs, string runId, string? incomplete)
    {
        var temporary = AtomicFile.TemporaryName(path);
        try
        {
            using (var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, 1 << 16))
            {
                WriteTo(output, part, openEndNs, runId, incomplete);
                output.Flush(flushToDisk: true);
            }

            AtomicFile.Publish(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteTo(Stream output, string part, long openEndNs, string runId, string? incomplete)
    {
        output.Write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"u8);
        var sink = new EventSink(output);
        var lines = new TracePartLines(part);
        foreach (var line in lines.Metadata())
            sink.Write(line.Span);
        var open = new OpenSpans();
        foreach (var line in lines.Events())
            Convert(line, sink, open);
        open.CloseAll(sink, openEndNs);
        output.Write("\n],\"otherData\":{\"run_id\":\""u8);
        output.Write(JsonEncodedText.Encode(runId).EncodedUtf8Bytes);
        output.Write("\""u8);
        if (lines.Spoiled > 0)
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"spoiled_lines\":{lines.Spoiled}")));
        if (incomplete is not null)
            output.Write([.. ",\"incomplete\":\""u8, .. JsonEncodedText.Encode(incomplete).EncodedUtf8Bytes, .. "\""u8]);
        output.Write("}}\n"u8);
    }

    private static void Convert(in TracePartLine line, EventSink sink, OpenSpans open)
    {
        open.Reached(line.Tid, line.EndNs);
        if (line.Phase == (byte)'B')
            open.Begin(line);
        else if (line.Phase == (byte)'E')
            open.End(line, sink);
        else
            sink.Write(line.Bytes.Span);
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
