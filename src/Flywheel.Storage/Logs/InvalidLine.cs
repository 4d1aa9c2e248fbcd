namespace Flywheel.Storage.Logs;

/// <summary>A line of a log that could not be read.</summary>
/// <param name="Offset">Byte offset of the line.</param>
/// <param name="Reason">Why, for a person.</param>
public readonly record struct InvalidLine(long Offset, string Reason);
