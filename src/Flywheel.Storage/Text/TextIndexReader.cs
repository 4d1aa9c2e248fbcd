using System.Security.Cryptography;
using System.Text;

namespace Flywheel.Storage.Text;

/// <summary>Reads what <see cref="TextIndexWriter"/> wrote. Never allocates more than the bytes that are really there.</summary>
internal sealed class TextIndexReader : IDisposable
{
    private const int Block = 1 << 16;

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _seen = new byte[4096];
    private int _seenUsed;

    public TextIndexReader(Stream stream)
    {
        _stream = stream;
        var signature = Read(TextIndexWriter.Signature.Length);
        if (!signature.AsSpan().SequenceEqual(TextIndexWriter.Signature))
            throw new InvalidDataException("This is not a text index of this version. It is derived data: delete the file and it is built again.");
    }

    public static InvalidDataException Damaged() =>
        new("The text index is damaged. It is derived data: delete the file and it is built again.");

    public int ReadNumber()
    {
        var number = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = ReadByte();
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
                return number >= 0 ? number : throw Damaged();
        }

        throw Damaged();
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public byte[] ReadBytes() => Read(ReadNumber());

    /// <summary>Checks the checksum.</summary>
    public void Finish()
    {
        HashSeen();
        var expected = _hash.GetHashAndReset();
        if (!Read(expected.Length).AsSpan().SequenceEqual(expected))
            throw Damaged();
    }

    public void Dispose() => _hash.Dispose();

    // Single bytes are gathered before they are hashed: a call per byte would cost more than everything else.
    private byte ReadByte()
    {
        var value = _stream.ReadByte();
        if (value < 0)
            throw Damaged();
        if (_seenUsed == _seen.Length)
            HashSeen();
        return _seen[_seenUsed++] = (byte)value;
    }

    private void HashSeen()
    {
        _hash.AppendData(_seen, 0, _seenUsed);
        _seenUsed = 0;
    }

    private byte[] Read(int length)
    {
        HashSeen();
        var bytes = new byte[Math.Min(length, Block)];
        for (var used = 0; used < length;)
        {
            if (used == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(length, bytes.Length * 2L));
            var read = _stream.Read(bytes, used, bytes.Length - used);
            if (read == 0)
                throw Damaged();
            _hash.AppendData(bytes, used, read);
            used += read;
        }

        return bytes;
    }
}
