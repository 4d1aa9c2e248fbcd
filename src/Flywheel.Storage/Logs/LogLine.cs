namespace Flywheel.Storage.Logs;

/// <summary>A line of a log as it stands in the file.</summary>
/// <param name="Offset">Byte offset of its first byte.</param>
/// <param name="Bytes">The line without its line break; valid until the next line is read.</param>
/// <param name="Terminated">False for a last line without a newline: a crash tore it, or it is being written.</param>
public readonly record struct LogLine(long Offset, ReadOnlyMemory<byte> Bytes, bool Terminated);
