namespace Flywheel.Agents.Search;

/// <summary>What a corpus is made of. Immutable and thread-safe.</summary>
public sealed record CorpusOptions
{
    /// <summary>Folders, read recursively, or single files; at least one.</summary>
    public required IReadOnlyList<string> Roots { get; init; }

    /// <summary>The largest file that is read, in bytes; larger ones are skipped unread.</summary>
    public long MaxFileBytes { get; init; } = 20 * 1024 * 1024;
}
