using System.Buffers;
using System.Text;

namespace Flywheel.Tracing.Records;

/// <summary>
/// Makes strict JSON of what other tools write into logs: the literals NaN and Infinity become null, text that is no UTF-16 or UTF-8 (half of a
/// surrogate pair, stray bytes) gets replacement characters. A line that needs nothing is returned as it is. Thread-safe.
/// </summary>
internal static class LineRepair
{
    private const int EscapeLength = 6; // \uXXXX

    /// <summary>Repairs encodings, which strict parsers meet only when a text is read.</summary>
    public static ReadOnlyMemory<byte> Encodings(ReadOnlyMemory<byte> line, Action<string> note)
    {
        if (!System.Text.Unicode.Utf8.IsValid(line.Span))
        {
            note("holds bytes that are not UTF-8; they were replaced");
            line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.Span));
        }

        return MayHoldSurrogate(line.Span) && ReplaceLoneSurrogates(line.Span) is { } repaired ? repaired : line;
    }

    /// <summary>Replaces the literals that JSON does not have; null when there is none.</summary>
    public static byte[]? NotFiniteLiterals(ReadOnlySpan<byte> line)
    {
        var output = new ArrayBufferWriter<byte>(line.Length + 16);
        var found = false;
        for (var i = 0; i < line.Length;)
        {
            var length = line[i] == (byte)'"' ? StringLength(line[i..]) : LiteralLength(line[i..]);
            if (length > 0 && line[i] != (byte)'"')
            {
                output.Write("null"u8);
                found = true;
            }
            else
            {
                length = Math.Max(length, 1);
                output.Write(line.Slice(i, length));
            }

            i += length;
        }

        return found ? output.WrittenSpan.ToArray() : null;
    }

    private static int LiteralLength(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> sign = "-"u8;
        var signed = rest.StartsWith(sign) ? 1 : 0;
        if (rest[signed..].StartsWith("Infinity"u8))
            return signed + "Infinity".Length;
        return signed == 0 && rest.StartsWith("NaN"u8) ? "NaN".Length : 0;
    }

    private static int StringLength(ReadOnlySpan<byte> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == (byte)'\\')
                i++;
            else if (rest[i] == (byte)'"')
                return i + 1;
        }

        return rest.Length;
    }

    private static bool MayHoldSurrogate(ReadOnlySpan<byte> line) =>
        line.IndexOf("\\ud"u8) >= 0 || line.IndexOf("\\uD"u8) >= 0;

    private static byte[]? ReplaceLoneSurrogates(ReadOnlySpan<byte> line)
    {
        byte[]? copy = null;
        for (var i = 0; i + 1 < line.Length; i++)
        {
            if (line[i] != (byte)'\\')
                continue;
            if (Surrogate(line, i) is not { } first)
            {
                i++; // the escaped character is no escape of its own
                continue;
            }

            if (char.IsHighSurrogate(first) && Surrogate(line, i + EscapeLength) is { } second && char.IsLowSurrogate(second))
            {
                i += 2 * EscapeLength - 1;
                continue;
            }

            copy ??= line.ToArray();
            "\\ufffd"u8.CopyTo(copy.AsSpan(i));
            i += EscapeLength - 1;
        }

        return copy;
    }

    /// <summary>The surrogate that the escape at <paramref name="index"/> stands for, or null when there is none.</summary>
    private static char? Surrogate(ReadOnlySpan<byte> line, int index)
    {
        if (index + EscapeLength > line.Length || line[index] != (byte)'\\' || line[index + 1] != (byte)'u')
            return null;
        var digits = line.Slice(index + 2, 4);
        var valid = System.Buffers.Text.Utf8Parser.TryParse(digits, out int code, out var consumed, 'x') && consumed == 4;
        return valid && char.IsSurrogate((char)code) ? (char)code : null;
    }
}
