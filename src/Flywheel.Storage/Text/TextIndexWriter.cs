using System.Security.Cryptography;
using System.Text;

namespace Flywheel.Storage.Text;

/// <summary>The bytes of a saved index: a signature that ends in the version, numbers of 7 bits per byte, and the SHA-256 of all before it.</summary>
internal sealed class TextIndexWriter : IDisposable
{
    /// <summary>"FWTX" and the version.</summary>
    public static ReadOnlySpan<byte> Signature => "FWTX\u0001"u8;

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    public TextIndexWriter(Stream stream)
    {
        _stream = stream;
        Write(Signature);
    }

    public void WriteNumber(int number)
    {
        Span<byte> bytes = stackalloc byte[5];
        var length = 0;
        var rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7)
            bytes[length++] = (byte)(rest | 0x80);
        bytes[length++] = (byte)rest;
        Write(bytes[..length]);
    }

    public void WriteText(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteNumber(bytes.Length);
        Write(bytes);
    }

    /// <summary>Writes the checksum; nothing may follow.</summary>
    public void Finish()
    {
        Flush();
        _stream.Write(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _buffer.Length)
                Flush();
            var part = bytes[..Math.Min(bytes.Length, _buffer.Length - _used)];
            part.CopyTo(_buffer.AsSpan(_used));
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
