using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Flywheel.Storage.Tests.Json;

/// <summary>JSON values for property tests, and the same value spelled in other ways.</summary>
internal static class JsonTexts
{
    public static Gen<JsonNode?> Values { get; } = Gen.Sized(size => Node(Math.Min(size, 40)));

    private static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements("", "a", "ab", "b", "é", "\u20ac", "\U0001F600", "\ufb33", "\0", "\n", "\"", "\\", "/", "\u007f", "\u2028", "1", "10", "2"),
        Gen.Elements("abcdefghij é€\u05d0\n\t\\\"{}[]:,".ToCharArray()).ArrayOf().Select(static characters => new string(characters)));

    private static Gen<double> Number { get; } = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(static n => (double)n),
        Gen.Choose(-1000, 1000).Select(static n => n / 8.0),
        ArbMap.Default.GeneratorFor<long>().Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite));

    public static string SpelledOtherwise(JsonNode? node, Random random)
    {
        var output = new StringBuilder();
        Spell(output, node, random);
        return output.ToString();
    }

    private static Gen<JsonNode?> Node(int size)
    {
        var leaf = Gen.OneOf(
            Text.Select(static text => (JsonNode?)JsonValue.Create(text)),
            Number.Select(static number => (JsonNode?)JsonValue.Create(number)),
            Gen.Elements((bool?)true, false, null).Select(static flag => (JsonNode?)(flag is { } value ? JsonValue.Create(value) : null)));
        if (size < 2)
            return leaf;
        var items = Gen.ArrayOf(Node(size / 3), Math.Min(4, size));
        var members = Gen.Zip(Text, Node(size / 3)).ArrayOf(Math.Min(5, size));
        return Gen.OneOf(
            leaf,
            items.Select(static nodes => (JsonNode?)new JsonArray([.. nodes.Select(static node => node?.DeepClone())])),
            members.Select(static pairs => (JsonNode?)new JsonObject(
                pairs.DistinctBy(static pair => pair.Item1, StringComparer.Ordinal).Select(static pair => KeyValuePair.Create(pair.Item1, pair.Item2?.DeepClone())))));
    }

    private static void Spell(StringBuilder output, JsonNode? node, Random random)
    {
        Space(output, random);
        switch (node)
        {
            case JsonObject members:
                SpellMembers(output, members, random);
                break;
            case JsonArray items:
                output.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    if (i > 0)
                        output.Append(',');
                    Spell(output, items[i], random);
                }

                output.Append(']');
                break;
            case JsonValue value when value.TryGetValue(out string? text):
                SpellText(output, text, random);
                break;
            case JsonValue value when value.TryGetValue(out double number):
                output.Append(number.ToString(random.Next(2) == 0 ? "E16" : "R", CultureInfo.InvariantCulture));
                break;
            case JsonValue value:
                output.Append(value.ToJsonString());
                break;
            default:
                output.Append("null");
                break;
        }

        Space(output, random);
    }

    private static void SpellMembers(StringBuilder output, JsonObject members, Random random)
    {
        var shuffled = members.ToArray();
        random.Shuffle(shuffled);
        output.Append('{');
        for (var i = 0; i < shuffled.Length; i++)
        {
            if (i > 0)
                output.Append(',');
            SpellText(output, shuffled[i].Key, random);
            output.Append(':');
            Spell(output, shuffled[i].Value, random);
        }

        output.Append('}');
    }

    private static void SpellText(StringBuilder output, string text, Random random)
    {
        output.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var pair = char.IsHighSurrogate(c);
            if (c is '"' or '\\' || c < ' ' || random.Next(3) == 0)
                Escape(output, text.AsSpan(i, pair ? 2 : 1));
            else if (c == '/' && random.Next(2) == 0)
                output.Append("\\/");
            else
                output.Append(text, i, pair ? 2 : 1);
            if (pair)
                i++;
        }

        output.Append('"');
    }

    private static void Escape(StringBuilder output, ReadOnlySpan<char> units)
    {
        foreach (var unit in units)
            output.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
    }

    private static void Space(StringBuilder output, Random random) => output.Append(random.Next(4) switch { 0 => " ", 1 => "\r\n\t", _ => "" });
}
