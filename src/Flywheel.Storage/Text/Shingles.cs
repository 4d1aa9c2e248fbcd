namespace Flywheel.Storage.Text;

/// <summary>
/// The product's measure of near-duplication: the set of a text's runs of consecutive words ("shingles"; A. Broder, "On the resemblance
/// and containment of documents", 1997), each hashed to 64 bits. Words are compared as terms, stop words included, so that case,
/// punctuation and inflection do not matter. Immutable and thread-safe.
/// </summary>
public sealed class Shingles
{
    private readonly ulong[] _hashes;

    private Shingles(ulong[] hashes) => _hashes = hashes;

    /// <summary>Number of distinct shingles.</summary>
    public int Count => _hashes.Length;

    /// <summary>The shingles of <paramref name="text"/>; a text of fewer words than <paramref name="size"/> is one shingle, one of no words none.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="size">Words per shingle, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static Shingles Of(string text, int size = 3)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var words = Tokenizer.Tokenize(text).Select(token => Hash64.Of(token.Term)).ToArray();
        if (words.Length == 0)
            return new Shingles([]);

        var width = Math.Min(size, words.Length);
        var hashes = new ulong[words.Length - width + 1];
        for (var i = 0; i < hashes.Length; i++)
        {
            foreach (var word in words.AsSpan(i, width))
                hashes[i] = Hash64.Combine(hashes[i], word);
        }

        return new Shingles(Distinct(hashes));
    }

    /// <summary>Shared shingles over all shingles of both, 0–1; 1 for two texts without words.</summary>
    public double Jaccard(Shingles other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var shared = Shared(other);
        var all = Count + other.Count - shared;
        return all == 0 ? 1 : (double)shared / all;
    }

    /// <summary>The part of this text's shingles that <paramref name="other"/> has, 0–1; 1 when this text has no words.</summary>
    public double Containment(Shingles other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count == 0 ? 1 : (double)Shared(other) / Count;
    }

    /// <summary>A short signature from which <see cref="Jaccard"/> can be estimated, for comparing many large texts.</summary>
    /// <param name="length">Numbers in the signature, at least 1; the estimate's standard error is at most 0.5/√length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 1.</exception>
    public MinHash Signature(int length = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return MinHash.Of(_hashes, length);
    }

    private int Shared(Shingles other)
    {
        var shared = 0;
        for (int i = 0, k = 0; i < _hashes.Length && k < other._hashes.Length;)
        {
            var order = _hashes[i].CompareTo(other._hashes[k]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            k += order >= 0 ? 1 : 0;
        }

        return shared;
    }

    private static ulong[] Distinct(ulong[] hashes)
    {
        Array.Sort(hashes);
        var kept = 1;
        for (var i = 1; i < hashes.Length; i++)
        {
            if (hashes[i] != hashes[i - 1])
                hashes[kept++] = hashes[i];
        }

        return hashes[..kept];
    }
}
