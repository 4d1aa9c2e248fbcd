namespace Flywheel.Agents.Search;

/// <summary>A file of a corpus.</summary>
/// <param name="Location">Its place in the corpus, with forward slashes.</param>
/// <param name="FullPath">Its place on this machine.</param>
internal sealed record CorpusFile(string Location, string FullPath);
