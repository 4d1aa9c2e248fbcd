using Flywheel.Agents.Passages;
using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Search;

/// <summary>
/// Searches folders of Markdown, text, HTML, JSON and CSV: the provider named <c>corpus</c>. Everything is read once, when the corpus is
/// opened; results depend on locations and contents alone, not on the order of files on disk, the culture or the working directory.
/// Passages are ranked by <see cref="TextIndex"/>, the title and the headings above a passage weighing double; a passage that repeats a
/// better one is left out. Immutable once opened, and thread-safe.
/// </summary>
public sealed class CorpusSearch : ISearchProvider
{
    private const double RepeatedPart = 0.9;

    private readonly SourcePassage[] _passages;
    private readonly TextIndex _index = new();

    private CorpusSearch(CorpusReader reader, string fingerprint)
    {
        foreach (var passage in reader.Passages)
            _index.Add(passage.Source.Text, passage.Headings);
        _passages = [.. reader.Passages.Select(passage => passage.Source)];
        Warnings = reader.Warnings;
        FileCount = reader.FileCount;
        Identity = $"corpus:{fingerprint}";
    }

    /// <inheritdoc/>
    public string Name => "corpus";

    /// <summary><c>corpus:</c> and the SHA-256 of every location and content read.</summary>
    public string Identity { get; }

    /// <summary>What was left out of the corpus; to be shown to the user.</summary>
    public IReadOnlyList<CorpusWarning> Warnings { get; }

    /// <summary>Number of files that were read.</summary>
    public int FileCount { get; }

    /// <summary>Every passage of the corpus, in the order of its roots, within each in ordinal order of location, then by place.</summary>
    public IReadOnlyList<SourcePassage> Passages => _passages;

    /// <summary>Reads and indexes a corpus.</summary>
    /// <exception cref="CorpusException">A root is missing or has no readable document, or a single file given as root is not readable text.</exception>
    public static async Task<CorpusSearch> OpenAsync(CorpusOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Roots.Count == 0)
            throw new CorpusException("", "No corpus was given. Give a folder of documents (.md, .txt, .html, .json, .csv), or a single document.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxFileBytes, 1L << 30, nameof(options));
        var reader = new CorpusReader(options);
        var fingerprint = await reader.ReadAsync(cancellationToken);
        return new CorpusSearch(reader, fingerprint);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<SearchHit>>(Distinct(query, limit));
    }

    /// <summary>The best hits of which none repeats a better one. Looks further down the ranking only as long as hits are missing.</summary>
    private List<SearchHit> Distinct(string query, int limit)
    {
        var kept = new List<SearchHit>();
        var shingles = new List<Shingles>();
        for (int seen = 0, depth = limit; ; depth = (int)Math.Min(depth * 4L, _passages.Length))
        {
            var hits = _index.Search(query, depth);
            foreach (var hit in hits.Skip(seen))
            {
                var passage = _passages[hit.Id];
                var own = Shingles.Of(passage.Text);
                if (shingles.Exists(better => own.Containment(better) >= RepeatedPart))
                    continue;
                shingles.Add(own);
                kept.Add(new SearchHit(passage, hit.Score));
                if (kept.Count == limit)
                    return kept;
            }

            seen = hits.Count;
            if (hits.Count < depth || depth >= _passages.Length)
                return kept;
        }
    }
}
