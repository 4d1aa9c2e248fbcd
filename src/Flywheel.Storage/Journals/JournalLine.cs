namespace Flywheel.Storage.Journals;

/// <summary>A line as a journal holds it.</summary>
internal static class JournalLine
{
    /// <summary>Copies a line and its newline to the start of a buffer, which grows when it must.</summary>
    /// <exception cref="ArgumentException">The line is empty or holds a line break.</exception>
    public static void Terminate(ReadOnlySpan<byte> line, ref byte[] buffer)
    {
        if (line.IsEmpty)
            throw new ArgumentException("A journal line can not be empty.", nameof(line));
        if (line.ContainsAny((byte)'\n', (byte)'\r'))
            throw new ArgumentException("A journal line can not hold a line break.", nameof(line));
        if (buffer.Length <= line.Length)
            buffer = new byte[Math.Max(1024, line.Length + 1)];
        line.CopyTo(buffer);
        buffer[line.Length] = (byte)'\n';
    }
}
