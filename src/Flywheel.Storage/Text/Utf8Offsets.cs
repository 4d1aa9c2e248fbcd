using System.Text;

namespace Flywheel.Storage.Text;

/// <summary>
/// Translates char offsets of one text into offsets of its UTF-8 bytes and back. Built in one pass over the text; a look-up costs at
/// most one scan of 256 chars. A lone surrogate counts three bytes, which is what an encoder writes in its place.
/// Immutable and thread-safe.
/// </summary>
public sealed class Utf8Offsets
{
    private const int Step = 256;
    private readonly string _text;
    private readonly long[] _checkpoints;

    /// <summary>Prepares <paramref name="text"/>.</summary>
    public Utf8Offsets(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
        _checkpoints = new long[(text.Length / Step) + 1];
        for (var i = 1; i < _checkpoints.Length; i++)
            _checkpoints[i] = _checkpoints[i - 1] + Bytes(text.AsSpan((i - 1) * Step, Step), SplitsPair((i - 1) * Step), SplitsPair(i * Step));
    }

    /// <summary>The byte offset of the char at <paramref name="charOffset"/> (0 to the text's length; inside a surrogate pair: of the pair).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is outside the text.</exception>
    public long ByteOffset(int charOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(charOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(charOffset, _text.Length);
        if (SplitsPair(charOffset))
            charOffset--;
        var block = charOffset / Step;
        var from = block * Step;
        if (from == charOffset)
            return _checkpoints[block];
        return _checkpoints[block] + Bytes(_text.AsSpan(from, charOffset - from), SplitsPair(from), endsInsidePair: false);
    }

    /// <summary>The number of bytes of <paramref name="span"/>.</summary>
    public long ByteLength(TextSpan span) => ByteOffset(span.End) - ByteOffset(span.Start);

    /// <summary>The offset of the char whose bytes begin at, or contain, <paramref name="byteOffset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is outside the text.</exception>
    public int CharOffset(long byteOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteOffset, ByteOffset(_text.Length));
        var block = Array.BinarySearch(_checkpoints, byteOffset);
        if (block < 0)
            block = ~block - 1;
        var index = block * Step;
        if (SplitsPair(index))
            index--;
        var bytes = ByteOffset(index);
        while (bytes < byteOffset)
        {
            Rune.DecodeFromUtf16(_text.AsSpan(index), out var rune, out var consumed);
            if (bytes + rune.Utf8SequenceLength > byteOffset)
                break;
            bytes += rune.Utf8SequenceLength;
            index += consumed;
        }

        return index;
    }

    // A pair that straddles two blocks belongs, whole, to the block it starts in.
    private static long Bytes(ReadOnlySpan<char> chars, bool startsInsidePair, bool endsInsidePair)
    {
        if (startsInsidePair)
            chars = chars[1..];
        return endsInsidePair ? Encoding.UTF8.GetByteCount(chars[..^1]) + 4 : Encoding.UTF8.GetByteCount(chars);
    }

    private bool SplitsPair(int offset) =>
        offset > 0 && offset < _text.Length && char.IsLowSurrogate(_text[offset]) && char.IsHighSurrogate(_text[offset - 1]);
}
