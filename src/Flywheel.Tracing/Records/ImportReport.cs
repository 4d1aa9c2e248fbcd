using Flywheel.Storage.Logs;

namespace Flywheel.Tracing.Records;

/// <summary>What an import did; the output of <c>runs import --json</c>.</summary>
/// <param name="Imported">Records appended to the log.</param>
/// <param name="Duplicates">Records left out because the log, or an earlier line of the file, has a run of that id.</param>
/// <param name="InvalidLines">Lines that are no records.</param>
/// <param name="Notes">Fields that were tolerated: the first hundred, each with the offset of its line.</param>
public sealed record ImportReport(int Imported, int Duplicates, IReadOnlyList<InvalidLine> InvalidLines, IReadOnlyList<InvalidLine> Notes);
