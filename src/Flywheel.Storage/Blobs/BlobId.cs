using System.Buffers;
using System.Security.Cryptography;

namespace Flywheel.Storage.Blobs;

/// <summary>The identity of an immutable text: the SHA-256 of its bytes, 64 lower-case hexadecimal digits.</summary>
public readonly record struct BlobId
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private readonly string? _hex;

    private BlobId(string hex) => _hex = hex;

    /// <summary>The identity of these bytes.</summary>
    public static BlobId Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Reads an identity.</summary>
    /// <exception cref="FormatException">Not 64 lower-case hexadecimal digits.</exception>
    public static BlobId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a blob id: 64 lower-case hexadecimal digits are expected.");

    /// <summary>Reads an identity; false when the text is none.</summary>
    public static bool TryParse(string? text, out BlobId id)
    {
        var valid = text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(HexDigits);
        id = valid ? new BlobId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => _hex ?? "";
}
