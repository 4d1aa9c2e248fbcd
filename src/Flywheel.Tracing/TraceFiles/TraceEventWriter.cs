using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// Formats Chrome trace events, one per line with a trailing comma, into a growing buffer. Times are decimal microseconds written from integer
/// nanoseconds, so that nesting is exact. Texts are cleaned of secrets first. Not thread-safe.
/// </summary>
/// <param name="clean">Takes secrets out of a text; must not throw.</param>
internal sealed class TraceEventWriter(Func<string, string> clean)
{
    private const int NameLimit = 1024; // names and their encoded forms that are remembered
    private const int RecentNames = 64; // a power of two
    private const int KeyDigits = 3;
    private const int LongestTimes = 48; // the digits of an instant and a duration, and what stands between

    private static readonly byte[] Thousand = EncodeThousand();

    private readonly Dictionary<string, EncodedName> _names = new(StringComparer.Ordinal);
    private readonly EncodedName?[] _recent = new EncodedName?[RecentNames];
    private byte[] _buffer = new byte[1 << 15];
    private int _tid;
    private byte[] _lane = [];
    private byte[] _head = [];
    private long _headIs = -1; // the second it speaks of

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public void WriteRaw(ReadOnlySpan<byte> text) => text.CopyTo(Grow(text.Length));

    public void WriteLaneNames(int tid, string lane)
    {
        WriteMetadata("thread_name"u8, tid, lane);
        WriteRaw("{\"ph\":\"M\",\"pid\":1,\"tid\":"u8);
        WriteNumber(tid);
        WriteRaw(",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":"u8);
        WriteNumber(tid);
        WriteRaw("}},\n"u8);
    }

    public void WriteMetadata(ReadOnlySpan<byte> kind, int tid, string name)
    {
        WriteRaw("{\"ph\":\"M\",\"pid\":1,\"tid\":"u8);
        WriteNumber(tid);
        WriteRaw(",\"name\":\""u8);
        WriteRaw(kind);
        WriteRaw("\",\"args\":{\"name\":\""u8);
        WriteRaw(Escape(clean(name)));
        WriteRaw("\"}},\n"u8);
    }

    /// <summary>Writes the events of one lane.</summary>
    public void Write(ReadOnlySpan<SpanEvent> events, int tid)
    {
        SetLane(tid);
        foreach (ref readonly var happened in events)
        {
            if (happened.Kind == SpanEventKind.Complete && happened.Arguments is null)
                WritePlain(happened);
            else
                Write(happened);
        }
    }

    private void SetLane(int tid)
    {
        if (tid == _tid)
            return;
        _tid = tid;
        _lane = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"pid\":1,\"tid\":{tid},\"ts\":"));
        _headIs = -1;
    }

    /// <summary>The most frequent event by far, in few copies: a head that changes once a second, the digits of the times, a tail that is the name's.</summary>
    private void WritePlain(in SpanEvent happened)
    {
        var (second, rest) = Math.DivRem(happened.StartNs, 1_000_000_000);
        if (second != _headIs)
            SetHead(second);
        var tail = Encoded(happened.Name).AsTail;
        var line = Free(_head.Length + tail.Length + LongestTimes);
        _head.CopyTo(line);
        var length = _head.Length;
        length += WriteBelowSecond(line[length..], (int)rest);
        ",\"dur\":"u8.CopyTo(line[length..]);
        length += ",\"dur\":"u8.Length;
        length += WriteDuration(line[length..], happened.DurationNs);
        tail.CopyTo(line[length..]);
        Length += length + tail.Length;
    }

    private void SetHead(long second)
    {
        _headIs = second;
        _head = [.. "{\"ph\":\"X\""u8, .. _lane, .. Encoding.ASCII.GetBytes(second.ToString(CultureInfo.InvariantCulture))];
    }

    private void Write(in SpanEvent happened)
    {
        WriteRaw(happened.Kind switch
        {
            SpanEventKind.Complete => "{\"ph\":\"X\""u8,
            SpanEventKind.Begin => "{\"ph\":\"B\""u8,
            SpanEventKind.End => "{\"ph\":\"E\""u8,
            SpanEventKind.Counter => "{\"ph\":\"C\""u8,
            _ => "{\"ph\":\"i\",\"s\":\"t\""u8,
        });
        WriteRaw(_lane);
        var (second, rest) = Math.DivRem(happened.StartNs, 1_000_000_000);
        WriteNumber(second);
        Length += WriteBelowSecond(Free(LongestTimes), (int)rest);
        if (happened.Kind == SpanEventKind.Complete)
        {
            WriteRaw(",\"dur\":"u8);
            Length += WriteDuration(Free(LongestTimes), happened.DurationNs);
        }

        WriteRaw(",\"name\":\""u8);
        WriteRaw(Encoded(happened.Name).Text);
        WriteRaw("\""u8);
        if (happened.Arguments is { Length: > 0 } arguments)
            WriteArguments(arguments);
        else
            WriteRaw("},\n"u8);
    }

    private void WriteArguments(SpanArgument[] arguments)
    {
        WriteRaw(",\"args\":{"u8);
        for (var i = 0; i < arguments.Length; i++)
        {
            WriteRaw(i == 0 ? "\""u8 : ",\""u8);
            WriteRaw(Encoded(arguments[i].Name ?? "").Text);
            WriteRaw("\":"u8);
            WriteValue(arguments[i]);
        }

        WriteRaw("}},\n"u8);
    }

    private void WriteValue(in SpanArgument argument)
    {
        if (argument.Text is { } text)
        {
            WriteRaw("\""u8);
            WriteRaw(Escape(clean(text)));
            WriteRaw("\""u8);
        }
        else if (Math.Abs(argument.Number) < 1e15 && argument.Number == Math.Truncate(argument.Number))
        {
            WriteNumber((long)argument.Number);
        }
        else
        {
            WriteRaw(Encoding.ASCII.GetBytes(argument.Number.ToString("R", CultureInfo.InvariantCulture)));
        }
    }

    private void WriteNumber(long value)
    {
        Utf8Formatter.TryFormat(value, Free(20), out var written);
        Length += written;
    }

    /// <summary>What follows the second of an instant in microseconds: six digits, a point, three.</summary>
    private static int WriteBelowSecond(Span<byte> span, int nanoseconds)
    {
        var (milliseconds, below) = Math.DivRem(nanoseconds, 1_000_000);
        var (microseconds, fraction) = Math.DivRem(below, 1000);
        ThreeDigits(milliseconds).CopyTo(span);
        ThreeDigits(microseconds).CopyTo(span[3..]);
        span[6] = (byte)'.';
        ThreeDigits(fraction).CopyTo(span[7..]);
        return 10;
    }

    private static int WriteDuration(Span<byte> span, long nanoseconds)
    {
        var (microseconds, fraction) = Math.DivRem(Math.Max(nanoseconds, 0), 1000);
        Utf8Formatter.TryFormat(microseconds, span, out var length);
        span[length] = (byte)'.';
        ThreeDigits((int)fraction).CopyTo(span[(length + 1)..]);
        return length + 4;
    }

    private static ReadOnlySpan<byte> ThreeDigits(int number) => Thousand.AsSpan(number * KeyDigits, KeyDigits);

    private static byte[] EncodeThousand()
    {
        var digits = new byte[1000 * KeyDigits];
        for (var i = 0; i < 1000; i++)
        {
            digits[i * KeyDigits] = (byte)('0' + i / 100);
            digits[i * KeyDigits + 1] = (byte)('0' + i / 10 % 10);
            digits[i * KeyDigits + 2] = (byte)('0' + i % 10);
        }

        return digits;
    }

    /// <summary>Names repeat, most of them as the same object: it is looked for first.</summary>
    private EncodedName Encoded(string name)
    {
        ref var recent = ref _recent[(name.Length * 31 + (name.Length > 0 ? name[0] * 7 + name[^1] : 0)) & (RecentNames - 1)];
        return recent is not null && ReferenceEquals(recent.Source, name) ? recent : recent = Lookup(name);
    }

    private EncodedName Lookup(string name)
    {
        if (_names.Count >= NameLimit)
            _names.Clear();
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out _);
        if (known is null || !ReferenceEquals(known.Source, name))
            known = known is null ? Encode(name) : known with { Source = name };
        return known;
    }

    private EncodedName Encode(string name)
    {
        var text = Escape(clean(name));
        return new EncodedName(name, text, [.. ",\"name\":\""u8, .. text, .. "\"},\n"u8]);
    }

    private static byte[] Escape(string text) =>
        Encoding.UTF8.GetBytes(JsonEncodedText.Encode(Sound(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());

    private static string Sound(string text)
    {
        // A lone surrogate can not be encoded; it becomes the replacement character.
        foreach (var character in text)
        {
            if (char.IsSurrogate(character))
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }

        return text;
    }

    private Span<byte> Grow(int length)
    {
        var span = Free(length)[..length];
        Length += length;
        return span;
    }

    private Span<byte> Free(int length)
    {
        if (Length + length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + length));
        return _buffer.AsSpan(Length);
    }

    /// <summary>A name as it stands in the file.</summary>
    /// <param name="Source">The name.</param>
    /// <param name="Text">Cleaned and escaped.</param>
    /// <param name="AsTail">As the end of an event without values.</param>
    private sealed record EncodedName(string Source, byte[] Text, byte[] AsTail);
}
