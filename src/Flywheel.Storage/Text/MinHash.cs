namespace Flywheel.Storage.Text;

/// <summary>
/// A signature of a set of shingles: for each of n fixed hash functions, the smallest value any shingle has. Two sets agree in a place
/// with a probability equal to their Jaccard similarity (A. Broder, 1997). Immutable and thread-safe.
/// </summary>
public sealed class MinHash
{
    private readonly ulong[] _minima;

    private MinHash(ulong[] minima) => _minima = minima;

    /// <summary>Numbers in the signature.</summary>
    public int Length => _minima.Length;

    /// <summary>An estimate of <see cref="Shingles.Jaccard"/>, 0–1.</summary>
    /// <exception cref="ArgumentException">The signatures differ in length.</exception>
    public double EstimateJaccard(MinHash other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Length != Length)
            throw new ArgumentException($"Signatures of {Length} and {other.Length} numbers cannot be compared.", nameof(other));
        var equal = 0;
        for (var i = 0; i < Length; i++)
            equal += _minima[i] == other._minima[i] ? 1 : 0;
        return (double)equal / Length;
    }

    internal static MinHash Of(ReadOnlySpan<ulong> hashes, int length)
    {
        var minima = new ulong[length];
        for (var i = 0; i < length; i++)
        {
            var seed = Hash64.Mix((ulong)i);
            minima[i] = ulong.MaxValue;
            foreach (var hash in hashes)
                minima[i] = Math.Min(minima[i], Hash64.Mix(hash ^ seed));
        }

        return new MinHash(minima);
    }
}
