using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>Times of trace files: decimal microseconds on disk, integer nanoseconds here, so that nothing is rounded. Thread-safe.</summary>
internal static class TraceTime
{
    /// <summary>Reads the number at the reader, exact to the nanosecond.</summary>
    /// <exception cref="FormatException">Not a number, or none that fits.</exception>
    public static long Nanoseconds(ref Utf8JsonReader reader)
    {
        var text = reader.HasValueSequence ? default : reader.ValueSpan;
        if (reader.TokenType == JsonTokenType.Number && TryParse(text, out var exact))
            return exact;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var microseconds) && Math.Abs(microseconds) < long.MaxValue / 1000)
            return (long)decimal.Round(microseconds * 1000m);
        throw new FormatException("A time is expected: a number of microseconds.");
    }

    /// <summary>Decimal microseconds with three places.</summary>
    public static string Microseconds(long nanoseconds)
    {
        var sign = nanoseconds < 0 ? "-" : "";
        var magnitude = Math.Abs(nanoseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{magnitude / 1000}.{magnitude % 1000:000}");
    }

    /// <summary>The form we write: digits, a point, three digits.</summary>
    private static bool TryParse(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < 5 || text[^4] != (byte)'.')
            return false;
        if (!Utf8Parser.TryParse(text[..^4], out long whole, out var consumed) || consumed != text.Length - 4 || whole is < 0 or > long.MaxValue / 1000 - 1)
            return false;
        if (!Utf8Parser.TryParse(text[^3..], out int fraction, out consumed) || consumed != 3 || fraction < 0)
            return false;
        nanoseconds = whole * 1000 + fraction;
        return true;
    }
}
