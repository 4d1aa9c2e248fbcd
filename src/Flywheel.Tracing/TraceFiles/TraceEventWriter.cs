using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>
/// Formats Chrome trace events, one per line with a trailing comma, into a growing buffer. Times are decimal microseconds written from integer
/// nanoseconds, so that nesting is exact. Not thread-safe.
/// </summary>
internal sealed class TraceEventWriter
{
    private const int NameCacheLimit = 1024;

    private readonly Dictionary<string, byte[]> _names = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[1 << 15];

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
        WriteRaw(Escape(name));
        WriteRaw("\"}},\n"u8);
    }

    public void Write(in SpanEvent entry, int tid)
    {
        WriteRaw(entry.Kind switch
        {
            SpanEventKind.Complete => "{\"ph\":\"X\",\"pid\":1,\"tid\":"u8,
            SpanEventKind.Open => "{\"ph\":\"B\",\"pid\":1,\"tid\":"u8,
            SpanEventKind.End => "{\"ph\":\"E\",\"pid\":1,\"tid\":"u8,
            SpanEventKind.Counter => "{\"ph\":\"C\",\"pid\":1,\"tid\":"u8,
            _ => "{\"ph\":\"i\",\"s\":\"t\",\"pid\":1,\"tid\":"u8,
        });
        WriteNumber(tid);
        WriteRaw(",\"ts\":"u8);
        WriteMicroseconds(entry.StartNs);
        if (entry.Kind == SpanEventKind.Complete)
        {
            WriteRaw(",\"dur\":"u8);
            WriteMicroseconds(entry.DurationNs);
        }

        WriteRaw(",\"name\":\""u8);
        WriteRaw(EscapedName(entry.Name));
        if (entry.Arguments is { Length: > 0 } arguments)
            WriteArguments(arguments);
        else
            WriteRaw("\"},\n"u8);
    }

    private void WriteArguments(SpanArgument[] arguments)
    {
        WriteRaw("\",\"args\":{"u8);
        for (var i = 0; i < arguments.Length; i++)
        {
            WriteRaw(i == 0 ? "\""u8 : ",\""u8);
            WriteRaw(EscapedName(arguments[i].Name));
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
            WriteRaw(Escape(text));
            WriteRaw("\""u8);
        }
        else if (Math.Abs(argument.Number) < 1e15 && argument.Number == Math.Truncate(argument.Number))
            WriteNumber((long)argument.Number);
        else
            WriteRaw(Encoding.ASCII.GetBytes(argument.Number.ToString("R", CultureInfo.InvariantCulture)));
    }

    private void WriteNumber(long value)
    {
        var span = Free(20);
        Utf8Formatter.TryFormat(value, span, out var written);
        Length += written;
    }

    private void WriteMicroseconds(long nanoseconds)
    {
        var (microseconds, rest) = Math.DivRem(nanoseconds, 1000);
        WriteNumber(microseconds);
        var span = Free(4);
        span[0] = (byte)'.';
        span[1] = (byte)('0' + rest / 100);
        span[2] = (byte)('0' + rest / 10 % 10);
        span[3] = (byte)('0' + rest % 10);
        Length += 4;
    }

    private byte[] EscapedName(string name)
    {
        ref var cached = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out var known);
        if (known)
            return cached!;
        var escaped = Escape(name);
        cached = escaped;
        if (_names.Count > NameCacheLimit)
            _names.Clear();
        return escaped;
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
}
