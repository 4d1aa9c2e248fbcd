namespace Flywheel.Storage.Logs;

/// <summary>Reads a log line by line with offsets, in bounded memory (one line at a time, of any length). A reader is used by one thread.</summary>
public static class LogReader
{
    private const int BlockSize = 1 << 16;

    /// <summary>
    /// The lines from <paramref name="offset"/> (the start of a line) to the end; nothing when there is no file. A trailing carriage return is
    /// not part of a line; empty lines and a byte-order mark at the start of the file are skipped.
    /// </summary>
    public static IEnumerable<LogLine> Read(string path, long offset = 0)
    {
        if (!File.Exists(path))
            yield break;
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[BlockSize];
        var position = offset; // file offset of buffer[0]
        var filled = 0;
        var scanned = 0;
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var read = RandomAccess.Read(handle, buffer.AsSpan(filled), position + filled);
            filled += read;
            var start = 0;
            int end;
            while ((end = buffer.AsSpan(scanned, filled - scanned).IndexOf((byte)'\n')) >= 0)
            {
                var line = Line(buffer, position, start, scanned + end, terminated: true);
                start = scanned = scanned + end + 1;
                if (!line.Bytes.IsEmpty)
                    yield return line;
            }

            if (read == 0)
            {
                var rest = Line(buffer, position, start, filled, terminated: false);
                if (!rest.Bytes.IsEmpty)
                    yield return rest;
                yield break;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            position += start;
            filled -= start;
            scanned = filled;
        }
    }

    private static LogLine Line(byte[] buffer, long position, int start, int end, bool terminated)
    {
        if (position + start == 0 && buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8))
            start += 3;
        var length = end - start;
        if (length > 0 && buffer[end - 1] == (byte)'\r')
            length--;
        return new LogLine(position + start, buffer.AsMemory(start, length), terminated);
    }
}
