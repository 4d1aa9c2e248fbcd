using Microsoft.Win32.SafeHandles;

namespace Flywheel.Storage.Logs;

/// <summary>Reads a log line by line with offsets, in bounded memory (one line at a time, up to 2 GB long). A reader is used by one thread.</summary>
public static class LogReader
{
    private const int BlockSize = 1 << 16;

    /// <summary>
    /// The lines from <paramref name="offset"/> (the start of a line) to the end; nothing when there is no file. A trailing carriage return is
    /// not part of a line; empty lines and a byte-order mark at the start of the file are skipped. Other processes may append meanwhile.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is longer than memory can hold.</exception>
    public static IEnumerable<LogLine> Read(string path, long offset = 0)
    {
        using var handle = OpenIfThere(path);
        if (handle is null)
            yield break;
        var buffer = new byte[BlockSize];
        var position = offset; // file offset of buffer[0], which starts a line
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, Larger(buffer.Length, path, position));
            var read = RandomAccess.Read(handle, buffer.AsSpan(filled), position + filled);
            var scanned = filled;
            filled += read;
            var start = 0;
            int found;
            while ((found = buffer.AsSpan(scanned, filled - scanned).IndexOf((byte)'\n')) >= 0)
            {
                var line = Line(buffer, position, start, scanned + found, terminated: true);
                start = scanned = scanned + found + 1;
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
        }
    }

    private static SafeFileHandle? OpenIfThere(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static int Larger(int size, string path, long position) => size < Array.MaxLength
        ? (int)Math.Min(2L * size, Array.MaxLength)
        : throw new InvalidDataException($"The line at offset {position} of '{path}' is longer than 2 GB.");

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
