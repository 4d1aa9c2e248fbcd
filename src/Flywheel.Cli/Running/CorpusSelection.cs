using Flywheel.Agents.Configuration;
using Flywheel.Cli.Failures;
using Flywheel.Cli.Invocation;

namespace Flywheel.Cli.Running;

/// <summary>Which folders a run searches.</summary>
internal static class CorpusSelection
{
    /// <summary>
    /// The folders asked for; else <c>search.corpus</c> of the configuration; else a <c>corpus</c> folder in the workspace or <c>samples/corpus</c> in the
    /// working directory.
    /// </summary>
    /// <returns>Absolute paths; whether they exist is found when they are opened.</returns>
    /// <exception cref="UserException">There is nothing to search.</exception>
    public static IReadOnlyList<string> Folders(IReadOnlyList<string> asked, WorkspaceConfig config, CommandContext context)
    {
        if (asked.Any(string.IsNullOrWhiteSpace))
            throw new UserException("--corpus: the folder is missing. Name a folder of documents, for example --corpus docs.");
        if (asked.Count > 0)
            return [.. asked.Select(context.PathOf)];
        if (config.Search.Corpus.Count > 0)
            return config.Search.Corpus;
        var found = new[] { Path.Combine(context.WorkspaceRoot, "corpus"), context.PathOf("samples/corpus") }.FirstOrDefault(Directory.Exists);
        return found is not null
            ? [found]
            : throw new UserException("There is nothing to search. Name a folder of documents with --corpus DIR (repeatable), or set search.corpus in config.yaml.");
    }
}
