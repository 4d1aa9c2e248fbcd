using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Storage.Json;

/// <summary>
/// Canonical JSON after RFC 8785: object keys sorted by UTF-16 code unit, numbers in their shortest ECMAScript form, no white space,
/// minimal escapes. Two values are equal exactly when their canonical bytes are. Thread-safe.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The canonical UTF-8 bytes of a JSON value.</summary>
    /// <exception cref="FormatException">The value holds what JSON can not: a number that is not finite, a lone surrogate, a key twice.</exception>
    public static byte[] Serialize(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(output, value);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Serialize(JsonElement)"/>
    public static byte[] Serialize(JsonNode? value)
    {
        if (value is null)
            return "null"u8.ToArray();
        using var document = JsonDocument.Parse(value.ToJsonString());
        return Serialize(document.RootElement);
    }

    /// <summary>The canonical bytes of JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="FormatException">As for <see cref="Serialize(JsonElement)"/>.</exception>
    public static byte[] Canonicalize(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return Serialize(document.RootElement);
    }

    /// <summary>A number as ECMAScript writes it (ECMA-262, Number::toString), the form RFC 8785 asks for.</summary>
    /// <exception cref="FormatException">The number is not finite.</exception>
    public static string FormatNumber(double value)
    {
        if (!double.IsFinite(value))
            throw new FormatException($"JSON has no number for {value.ToString(CultureInfo.InvariantCulture)}.");
        if (value == 0)
            return "0"; // negative zero too
        var (negative, digits, exponent) = Decompose(value.ToString("R", CultureInfo.InvariantCulture));
        var text = Layout(digits, exponent);
        return negative ? "-" + text : text;
    }

    private static (bool Negative, string Digits, int Exponent) Decompose(string shortest)
    {
        var negative = shortest[0] == '-';
        var mantissa = shortest.AsSpan(negative ? 1 : 0);
        var mark = mantissa.IndexOfAny('E', 'e');
        var explicitExponent = 0;
        if (mark >= 0)
        {
            explicitExponent = int.Parse(mantissa[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..mark];
        }

        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? [] : mantissa[(point + 1)..];
        var all = string.Concat(whole, fraction);
        var leadingZeros = all.Length - all.AsSpan().TrimStart('0').Length;
        var digits = all.AsSpan(leadingZeros).TrimEnd('0').ToString();
        return (negative, digits, whole.Length - leadingZeros + explicitExponent);
    }

    // digits d1…dk, value = 0.d1…dk × 10^exponent
    private static string Layout(string digits, int exponent)
    {
        var count = digits.Length;
        if (count <= exponent && exponent <= 21)
            return digits + new string('0', exponent - count);
        if (exponent is > 0 and <= 21)
            return string.Concat(digits.AsSpan(0, exponent), ".", digits.AsSpan(exponent));
        if (exponent is > -6 and <= 0)
            return string.Concat("0.", new string('0', -exponent), digits);
        var power = exponent - 1;
        var sign = power < 0 ? "-" : "+";
        var magnitude = Math.Abs(power).ToString(CultureInfo.InvariantCulture);
        return count == 1
            ? string.Concat(digits, "e", sign, magnitude)
            : string.Concat(string.Concat(digits.AsSpan(0, 1), ".", digits.AsSpan(1)), "e", sign, magnitude);
    }

    private static void Write(ArrayBufferWriter<byte> output, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, value);
                break;
            case JsonValueKind.Array:
                WriteArray(output, value);
                break;
            case JsonValueKind.String:
                WriteString(output, value.GetString()!);
                break;
            case JsonValueKind.Number:
                WriteAscii(output, FormatNumber(value.GetDouble()));
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new FormatException("An undefined value has no canonical form.");
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonElement value)
    {
        var members = value.EnumerateObject().Select(member => (member.Name, member.Value)).ToList();
        members.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (string.Equals(members[i].Name, members[i - 1].Name, StringComparison.Ordinal))
                    throw new FormatException($"The key \"{members[i].Name}\" stands twice in one object.");
                output.Write(","u8);
            }

            WriteString(output, members[i].Name);
            output.Write(":"u8);
            Write(output, members[i].Value);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonElement value)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
                output.Write(","u8);
            first = false;
            Write(output, item);
        }

        output.Write("]"u8);
    }

    private static void WriteString(ArrayBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOfAnyInRange('\0', '\x1f');
            var special = rest.IndexOfAny('"', '\\');
            var stop = plain < 0 ? special : special < 0 ? plain : Math.Min(plain, special);
            WriteText(output, stop < 0 ? rest : rest[..stop]);
            if (stop < 0)
                break;
            WriteEscape(output, rest[stop]);
            rest = rest[(stop + 1)..];
        }

        output.Write("\""u8);
    }

    private static void WriteEscape(ArrayBufferWriter<byte> output, char character) => WriteAscii(output, character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)character:x4}",
    });

    private static void WriteText(ArrayBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var buffer = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var status = System.Text.Unicode.Utf8.FromUtf16(text, buffer, out _, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
            throw new FormatException("The text holds a lone surrogate, which UTF-8 can not carry.");
        output.Advance(written);
    }

    private static void WriteAscii(ArrayBufferWriter<byte> output, string text)
    {
        var written = Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(written);
    }
}
