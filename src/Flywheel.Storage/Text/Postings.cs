using System.Runtime.InteropServices;

namespace Flywheel.Storage.Text;

/// <summary>
/// The texts one term occurs in: pairs of (distance to the text before, occurrences), each a variable-length number of 7 bits per byte,
/// low bits first. A mutable value, kept in an array by its owner.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Postings
{
    private byte[] _bytes;
    private int _used;

    /// <summary>Number of texts.</summary>
    public int TextCount { get; private set; }

    /// <summary>The last text added, or −1.</summary>
    public int LastText { get; private set; }

    /// <summary>Occurrences in the text that is being added.</summary>
    public int Pending { get; set; }

    /// <summary>The encoded pairs.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _used);

    public static Postings Empty => new() { _bytes = [], LastText = -1 };

    /// <summary>Reads back what <see cref="Bytes"/> held; false when it is not a list for texts below <paramref name="textLimit"/>.</summary>
    public static bool TryRead(byte[] bytes, int textLimit, out Postings postings)
    {
        postings = Empty;
        var reader = new Reader(bytes);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryMoveNext() || reader.Text >= textLimit || reader.Occurrences < 1)
                return false;
            postings.TextCount++;
        }

        postings._bytes = bytes;
        postings._used = bytes.Length;
        postings.LastText = reader.Text;
        return postings.TextCount > 0;
    }

    /// <summary>Appends <see cref="Pending"/> occurrences in <paramref name="text"/>, which is above <see cref="LastText"/>.</summary>
    public void Commit(int text)
    {
        Append(text - LastText);
        Append(Pending);
        TextCount++;
        LastText = text;
        Pending = 0;
    }

    public readonly Reader Read() => new(Bytes);

    private void Append(int number)
    {
        if (_bytes.Length - _used < 5)
            Array.Resize(ref _bytes, Math.Max(10, _bytes.Length * 2));
        var rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7)
            _bytes[_used++] = (byte)(rest | 0x80);
        _bytes[_used++] = (byte)rest;
    }

    /// <summary>Walks over the pairs.</summary>
    public ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _position;

        public int Text { get; private set; } = -1;

        public int Occurrences { get; private set; }

        public readonly bool IsAtEnd => _position == _bytes.Length;

        /// <summary>Moves on; false at the end, and where the bytes make no sense.</summary>
        public bool TryMoveNext()
        {
            if (!TryNumber(out var distance) || !TryNumber(out var occurrences) || distance < 1 || (long)Text + distance > int.MaxValue)
                return false;
            Text += distance;
            Occurrences = occurrences;
            return true;
        }

        private bool TryNumber(out int number)
        {
            number = 0;
            for (var shift = 0; shift < 35 && _position < _bytes.Length; shift += 7)
            {
                var part = _bytes[_position++];
                number |= (part & 0x7F) << shift;
                if (part < 0x80)
                    return number >= 0;
            }

            return false;
        }
    }
}
