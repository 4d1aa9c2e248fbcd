namespace Flywheel.Agents.Search;

/// <summary>Something in a corpus that was left out, to be shown to the user.</summary>
/// <param name="Path">The file or folder, as a location in the corpus: never an absolute path.</param>
/// <param name="Reason">Why, as the end of a sentence: "it is larger than 20 MB".</param>
public sealed record CorpusWarning(string Path, string Reason);
