using System.Buffers;
using System.Globalization;

namespace Flywheel.Harness.Loading;

/// <summary>The numbers of the YAML 1.2 core schema that JSON can hold: decimal, finite. Thread-safe.</summary>
internal static class YamlNumber
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether the core schema reads this plain scalar as a number of any notation.</summary>
    public static bool IsNumber(string text)
    {
        if (text.Length == 0)
            return false;
        var unsigned = text[0] is '+' or '-' ? text.AsSpan(1) : text;
        if (unsigned is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN")
            return true;
        var special = unsigned.StartsWith("0x", StringComparison.Ordinal) || unsigned.StartsWith("0o", StringComparison.Ordinal);
        if (special)
            return unsigned.Length > 2 && !unsigned[2..].ContainsAnyExcept(HexDigits);
        return !unsigned.IsEmpty && (char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.' && unsigned.Length > 1) && TryNumber(text, out _);
    }

    /// <summary>Reads a decimal number; false for infinity, not-a-number and other bases. There is one zero: -0 is 0.</summary>
    public static bool TryNumber(string text, out double value)
    {
        var read = double.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
        value += 0.0;
        return read && double.IsFinite(value);
    }

    /// <summary>Reads a whole number written with digits only.</summary>
    public static bool TryWhole(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
