using System.Buffers;

namespace Flywheel.Storage.Text;

/// <summary>
/// The product's inverted index: texts in, best matches out, ranked with Okapi BM25
/// (S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, eq. 3.15) with k1 = 1.2, b = 0.75.
/// For each distinct term t of the query, with f occurrences in a text of n terms, the texts having a terms on average, N texts, d of
/// them with t: score += idf(t) · f·(k1+1) / (f + k1·(1 − b + b·n/a)), idf(t) = ln(1 + (N − d + 0.5)/(d + 0.5)), which is never negative.
/// Equal scores are ordered by id. Scores are summed in the terms' ordinal order and rounded to 10⁻⁶, so that results do not depend on
/// the machine.
/// <para>Thread-safety: one thread adds; while nobody adds, any number of threads may search and save.</para>
/// <para>Memory: about two to three bytes per distinct term of each text, and some 80 bytes per term of the vocabulary.</para>
/// </summary>
public sealed class TextIndex
{
    private const double K1 = 1.2;
    private const double B = 0.75;
    private const double Quantum = 1e6;

    // A word of a heading counts as this many occurrences: a heading says what the text is about.
    private const int HeadingWeight = 2;

    private readonly TermCache _words = new();
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly List<int> _lengths = [];
    private readonly List<int> _touched = [];
    private Postings[] _postings = new Postings[256];
    private long _totalLength;

    /// <summary>Number of texts.</summary>
    public int Count => _lengths.Count;

    /// <summary>Number of distinct terms.</summary>
    public int TermCount => _terms.Count;

    /// <summary>Adds a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="heading">What it is headed by: each of its words counts as two occurrences in the text.</param>
    /// <returns>The text's id: 0 for the first, one more for each that follows.</returns>
    public int Add(string text, string heading = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(heading);
        var id = _lengths.Count;
        var length = CountTerms(heading, HeadingWeight) + CountTerms(text, 1);
        foreach (var term in _touched)
            _postings[term].Commit(id);
        _touched.Clear();
        _lengths.Add(length);
        _totalLength += length;
        return id;
    }

    /// <summary>The best matches of <paramref name="query"/>, best first; texts that share no term with it are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative.</exception>
    public IReadOnlyList<TextHit> Search(string query, int limit) => Search(query, limit, static _ => true);

    /// <summary>The best matches of <paramref name="query"/> among the texts that <paramref name="include"/> accepts.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative.</exception>
    public IReadOnlyList<TextHit> Search(string query, int limit, Func<int, bool> include)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(include);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var terms = Tokenizer.Terms(query).Distinct(StringComparer.Ordinal).Where(_terms.ContainsKey).Order(StringComparer.Ordinal).ToArray();
        if (limit == 0 || terms.Length == 0)
            return [];

        var scores = ArrayPool<double>.Shared.Rent(Count);
        try
        {
            Array.Clear(scores, 0, Count);
            foreach (var term in terms)
                AddScores(term, scores);
            return Best(scores, limit, include);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    /// <summary>
    /// The inverse document frequency of <paramref name="term"/>, as in the formula above; highest for a term that occurs nowhere.
    /// </summary>
    /// <param name="term">A term as <see cref="Tokenizer.Terms"/> gives it.</param>
    public double Idf(string term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return Idf(TextsWith(term));
    }

    /// <summary>The number of texts that have <paramref name="term"/>.</summary>
    /// <param name="term">A term as <see cref="Tokenizer.Terms"/> gives it.</param>
    public int TextsWith(string term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return _terms.TryGetValue(term, out var id) ? _postings[id].TextCount : 0;
    }

    /// <summary>
    /// Writes the index. Equal contents give equal bytes: what is written is version, texts, terms in ordinal order, and a SHA-256 of it.
    /// </summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new TextIndexWriter(stream);
        writer.WriteNumber(_lengths.Count);
        foreach (var length in _lengths)
            writer.WriteNumber(length);
        writer.WriteNumber(_terms.Count);
        foreach (var (term, id) in _terms.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteText(term);
            writer.WriteBytes(_postings[id].Bytes);
        }

        writer.Finish();
    }

    /// <summary>Reads what <see cref="Save"/> wrote, from where the stream stands and no further. The stream should be buffered.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an index of this version, or they are damaged.</exception>
    public static TextIndex Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new TextIndexReader(stream);
        var index = new TextIndex();
        for (var texts = reader.ReadNumber(); texts > 0; texts--)
        {
            index._lengths.Add(reader.ReadNumber());
            index._totalLength += index._lengths[^1];
        }

        for (var terms = reader.ReadNumber(); terms > 0; terms--)
        {
            var term = reader.ReadText();
            if (index._terms.ContainsKey(term) || !Postings.TryRead(reader.ReadBytes(), index.Count, out var postings))
                throw TextIndexReader.Damaged();
            var id = index.NewTerm(term);
            index._postings[id] = postings;
        }

        reader.Finish();
        return index;
    }

    private int CountTerms(string text, int weight)
    {
        var length = 0;
        var words = new WordReader(text);
        while (words.MoveNext())
        {
            var word = _words.Of(words.Word);
            if (word.IsStopword)
                continue;
            if (!_terms.TryGetValue(word.Term, out var term))
                term = NewTerm(word.Term);
            ref var postings = ref _postings[term];
            if (postings.Pending == 0)
                _touched.Add(term);
            postings.Pending += weight;
            length += weight;
        }

        return length;
    }

    private int NewTerm(string term)
    {
        var id = _terms.Count;
        _terms.Add(term, id);
        if (id == _postings.Length)
            Array.Resize(ref _postings, _postings.Length * 2);
        _postings[id] = Postings.Empty;
        return id;
    }

    private void AddScores(string term, double[] scores)
    {
        ref var postings = ref _postings[_terms[term]];
        var idf = Idf(postings.TextCount);
        var average = (double)_totalLength / Count;
        var reader = postings.Read();
        while (reader.TryMoveNext())
        {
            var norm = K1 * (1 - B + (B * _lengths[reader.Text] / average));
            scores[reader.Text] += idf * (reader.Occurrences * (K1 + 1) / (reader.Occurrences + norm));
        }
    }

    private double Idf(int texts) => Math.Log(1 + ((Count - texts + 0.5) / (texts + 0.5)));

    private TextHit[] Best(double[] scores, int limit, Func<int, bool> include)
    {
        // The queue gives up its worst hit first: the lowest score, and of equal ones the highest id.
        var best = new PriorityQueue<TextHit, TextHit>(Comparer<TextHit>.Create(static (x, y) => Rank(y, x)));
        for (var id = 0; id < Count; id++)
        {
            if (scores[id] <= 0)
                continue;
            var hit = new TextHit(id, Math.Max(1, Math.Round(scores[id] * Quantum)) / Quantum);
            if (best.Count == limit && Rank(best.Peek(), hit) < 0)
                continue;
            if (!include(id))
                continue;
            if (best.Count == limit)
                best.DequeueEnqueue(hit, hit);
            else
                best.Enqueue(hit, hit);
        }

        var hits = best.UnorderedItems.Select(item => item.Element).ToArray();
        Array.Sort(hits, Rank);
        return hits;
    }

    private static int Rank(TextHit x, TextHit y) => x.Score != y.Score ? y.Score.CompareTo(x.Score) : x.Id.CompareTo(y.Id);
}
