using System.Text;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Passages;

/// <summary>
/// A decoded document that remembers where each char stands in the file: its line and its byte. UTF-8 (bytes that are not UTF-8 become
/// U+FFFD), UTF-16 by its byte order mark, and, when a file has bytes above 127 of which none is UTF-8, Windows-1252. Immutable and thread-safe.
/// </summary>
internal sealed class SourceText
{
    // What Windows-1252 has where Latin-1 has control codes.
    private const string Windows1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private const double MostDamage = 0.25;

    private readonly Func<int, long> _byteOffset;
    private readonly int[] _lineStarts;

    private SourceText(string text, Func<int, long> byteOffset)
    {
        Text = text;
        _byteOffset = byteOffset;
        _lineStarts = [.. LineBreaks.Lines(text).Select(line => line.Start)];
    }

    /// <summary>The text, without byte order mark; line breaks as in the file.</summary>
    public string Text { get; }

    /// <summary>Byte offset in the file of the char at <paramref name="charOffset"/>.</summary>
    public long ByteOffset(int charOffset) => _byteOffset(charOffset);

    /// <summary>Line, from 1, of the char at <paramref name="charOffset"/>.</summary>
    public int LineAt(int charOffset)
    {
        var index = Array.BinarySearch(_lineStarts, charOffset);
        return Math.Max(1, index < 0 ? ~index : index + 1);
    }

    /// <summary>A text that is already a string: offsets are those of its UTF-8 form.</summary>
    public static SourceText Of(string text) => new(text, new Utf8Offsets(text).ByteOffset);

    /// <summary>Decodes <paramref name="bytes"/>; null when they are not text.</summary>
    public static SourceText? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Utf16(Encoding.Unicode, bytes);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Utf16(Encoding.BigEndianUnicode, bytes);
        if (bytes.Contains((byte)0))
            return null;

        var mark = bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        bytes = bytes[mark..];
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            return Damaged(bytes, mark);
        var text = Encoding.UTF8.GetString(bytes);
        return Offset(text, new Utf8Offsets(text).ByteOffset, mark);
    }

    private static SourceText Offset(string text, Func<int, long> byteOffset, int mark) =>
        new(text, mark == 0 ? byteOffset : offset => byteOffset(offset) + mark);

    private static SourceText? Utf16(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var text = encoding.GetString(bytes[2..]);
        return text.Contains('\0') ? null : new SourceText(text, offset => 2 + (2L * offset));
    }

    private static SourceText? Damaged(ReadOnlySpan<byte> bytes, int mark)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> chars = stackalloc char[2];
        var drifts = new List<(int CharOffset, long Drift)>();
        var good = 0;
        var bad = 0;
        var drift = 0L;
        for (var position = 0; position < bytes.Length;)
        {
            var valid = Rune.DecodeFromUtf8(bytes[position..], out var rune, out var consumed) == System.Buffers.OperationStatus.Done;
            good += valid && !rune.IsAscii ? 1 : 0;
            text.Append(chars[..rune.EncodeToUtf16(chars)]);
            if (!valid)
            {
                bad += consumed;
                drift += consumed - Rune.ReplacementChar.Utf8SequenceLength;
                drifts.Add((text.Length, drift));
            }

            position += consumed;
        }

        if (bad > bytes.Length * MostDamage)
            return null;
        if (good == 0)
            return SingleByte(bytes, mark);
        var decoded = text.ToString();
        var offsets = new Utf8Offsets(decoded);
        return Offset(decoded, offset => offsets.ByteOffset(offset) + DriftAt(drifts, offset), mark);
    }

    private static long DriftAt(List<(int CharOffset, long Drift)> drifts, int charOffset)
    {
        var index = drifts.BinarySearch((charOffset, long.MaxValue));
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? 0 : drifts[index].Drift;
    }

    private static SourceText SingleByte(ReadOnlySpan<byte> bytes, int mark)
    {
        var chars = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
            chars[i] = bytes[i] is >= 0x80 and < 0xA0 ? Windows1252[bytes[i] - 0x80] : (char)bytes[i];
        return Offset(new string(chars), offset => offset, mark);
    }
}
