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
/// <remarks>
/// As the RFC asks, a number is an IEEE 754 double: integers beyond ±2^53 are rounded to the nearest one. Keep such values in strings.
/// </remarks>
public static class CanonicalJson
{
    private const int DeepestNesting = 512;

    /// <summary>The canonical UTF-8 bytes of a JSON value.</summary>
    /// <exception cref="FormatException">
    /// The value holds what canonical JSON can not: a number that is not finite, text that is not Unicode (a lone surrogate, bytes that are not
    /// UTF-8), a key twice.
    /// </exception>
    public static byte[] Serialize(JsonElement value) => Serialize(value, Write);

    /// <inheritdoc cref="Serialize(JsonElement)"/>
    public static byte[] Serialize(JsonNode? value) => Serialize(value, Write);

    /// <summary>The canonical bytes of JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON, or nests deeper than 512 levels.</exception>
    /// <exception cref="FormatException">As for <see cref="Serialize(JsonElement)"/>.</exception>
    public static byte[] Canonicalize(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
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

    private static JsonDocument Parse(ReadOnlyMemory<byte> json) =>
        JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DeepestNesting });

    private static byte[] Serialize<T>(T value, Action<ArrayBufferWriter<byte>, T> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        try
        {
            write(output, value);
        }
        catch (InvalidOperationException invalid) when (invalid is not ObjectDisposedException)
        {
            throw NotUnicode(invalid); // how the framework says that it can not read a text
        }

        return output.WrittenSpan.ToArray();
    }

    private static FormatException NotUnicode(Exception? reason = null) => new("A text holds a lone surrogate or bytes that are not UTF-8.", reason);

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
                WriteMembers(output, value.EnumerateObject().Select(static member => (member.Name, member.Value)), Write);
                break;
            case JsonValueKind.Array:
                WriteItems(output, value.EnumerateArray(), Write);
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

    private static void Write(ArrayBufferWriter<byte> output, JsonNode? value)
    {
        switch (value)
        {
            case null:
                output.Write("null"u8);
                break;
            case JsonObject members:
                WriteMembers(output, members.Select(static member => (member.Key, member.Value)), Write);
                break;
            case JsonArray items:
                WriteItems(output, items, Write);
                break;
            case JsonValue text when text.TryGetValue(out string? characters):
                WriteString(output, characters);
                break;
            default:
                WriteScalar(output, (JsonValue)value);
                break;
        }
    }

    private static void WriteScalar(ArrayBufferWriter<byte> output, JsonValue value)
    {
        string text;
        try
        {
            text = value.ToJsonString();
        }
        catch (ArgumentException invalid)
        {
            throw new FormatException($"The value has no canonical form: {invalid.Message}", invalid);
        }

        using var document = JsonDocument.Parse(text);
        Write(output, document.RootElement);
    }

    private static void WriteMembers<T>(
        ArrayBufferWriter<byte> output, IEnumerable<(string Name, T Value)> members, Action<ArrayBufferWriter<byte>, T> write)
    {
        var sorted = members.ToList();
        sorted.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        output.Write("{"u8);
        for (var i = 0; i < sorted.Count; i++)
        {
            if (i > 0)
            {
                if (string.Equals(sorted[i].Name, sorted[i - 1].Name, StringComparison.Ordinal))
                    throw new FormatException($"The key \"{sorted[i].Name}\" stands twice in one object.");
                output.Write(","u8);
            }

            WriteString(output, sorted[i].Name);
            output.Write(":"u8);
            write(output, sorted[i].Value);
        }

        output.Write("}"u8);
    }

    private static void WriteItems<T>(ArrayBufferWriter<byte> output, IEnumerable<T> items, Action<ArrayBufferWriter<byte>, T> write)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                output.Write(","u8);
            first = false;
            write(output, item);
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
            throw NotUnicode();
        output.Advance(written);
    }

    private static void WriteAscii(ArrayBufferWriter<byte> output, string text)
    {
        var written = Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(written);
    }
}
