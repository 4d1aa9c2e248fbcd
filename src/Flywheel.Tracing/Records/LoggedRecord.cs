namespace Flywheel.Tracing.Records;

/// <summary>A record as it stands in a log. Immutable and thread-safe.</summary>
/// <param name="Record">The record.</param>
/// <param name="Offset">Byte offset of its line.</param>
/// <param name="Notes">What was tolerated in reading it: fields of a wrong type that were converted or left out.</param>
public sealed record LoggedRecord(RunRecord Record, long Offset, IReadOnlyList<string> Notes);
