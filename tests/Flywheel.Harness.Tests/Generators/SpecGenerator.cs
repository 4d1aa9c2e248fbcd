using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Tests.Generators;

/// <summary>Makes valid harness files at random by walking the key table; the same seed gives the same file.</summary>
internal sealed class SpecGenerator
{
    private static readonly string[] Pieces =
    [
        "Cite", "a source", "for every item.", "yes", "no", "3", "3.0", "null", "~", "true", "# not a comment", "a: b", "- dash", "\"quoted\"", "'single'", "back\\slash",
        "two\nlines", "para\n\ngraph", "    deep", "tab\there", "é", "naïve", "日本語", "🚀", "{flow}", "[list]", "&anchor", "*alias", "!tag", "%percent", "@at", "`tick`", "| pipe", "> fold", ",", ":", "? q",
    ];

    private readonly Random _random;

    public SpecGenerator(int seed) => _random = new Random(seed);

    public JsonObject Spec()
    {
        var spec = (JsonObject)Value(SpecKeys.Root)!;
        spec.Remove(SpecKeys.Extends);
        Repair(spec);
        return spec;
    }

    public JsonNode? Value(ValueShape shape)
    {
        if (shape.Nullable && _random.Next(6) == 0)
            return null;
        return shape switch
        {
            TextShape text => JsonValue.Create(Text(text)),
            WholeShape whole => JsonValue.Create(_random.NextInt64(whole.Min, Math.Min(whole.Max, whole.Min + 1000) + 1)),
            NumberShape number => JsonValue.Create(Math.Round(number.Min + _random.NextDouble() * (Math.Min(number.Max, number.Min + 100) - number.Min), _random.Next(0, 6))
                is var rounded && rounded < number.Min ? number.Min : Math.Min(rounded, number.Max)),
            FlagShape => JsonValue.Create(_random.Next(2) == 0),
            JsonShape => Free(2),
            ListShape list => List(list),
            MapShape map => Map(map),
            ChoiceShape choice => Choice(choice),
            _ => throw new InvalidOperationException(shape.GetType().Name),
        };
    }

    /// <summary>The same mapping with its keys in another order, at every level.</summary>
    public JsonNode? Shuffled(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Shuffled(entry.Value))).OrderBy(_ => _random.Next()).ToList()),
        JsonArray list => new JsonArray([.. list.Select(Shuffled)]),
        _ => node?.DeepClone(),
    };

    private string Text(TextShape shape)
    {
        if (shape.Allowed.Count > 0)
            return shape.Allowed[_random.Next(shape.Allowed.Count)];
        if (shape.Pattern is not null)
            return shape.Pattern == Patterns.Language ? Pick("en", "de", "pt-BR") : shape.Pattern == Patterns.ToolName ? Pick("search", "Read_File", "t1", "a.b") + _random.Next(1000) : "n" + _random.Next(1_000_000) + Pick("", "-x", "-a1");
        if (shape.MaxLength == 1000 && !shape.MayBeEmpty)
            return Pick("tool == \"refund\"", "arg.amount > 100 and not args contains 'rm'", "(task matches \"a|b\") or calls >= 3");
        var length = _random.Next(shape.MayBeEmpty ? 0 : 1, 6);
        var text = string.Join(' ', Enumerable.Range(0, length).Select(_ => Pick(Pieces))).Trim();
        if (text.Length > shape.MaxLength)
            text = text[..shape.MaxLength].Trim();
        return text.Length == 0 && !shape.MayBeEmpty ? "x" : char.IsLowSurrogate(text.LastOrDefault()) || !char.IsHighSurrogate(text.LastOrDefault()) ? text : text[..^1];
    }

    private JsonArray List(ListShape shape)
    {
        var list = new JsonArray();
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var i = _random.Next(0, 4); i > 0; i--)
        {
            var item = Value(shape.Item);
            if (shape.Identity is null || used.Add(item![shape.Identity]!.GetValue<string>()))
                list.Add(item);
        }

        return list;
    }

    private JsonObject Map(MapShape map)
    {
        var json = new JsonObject();
        foreach (var key in map.Keys)
        {
            if (key.Required || _random.Next(3) > 0)
                json[key.Name] = Value(key.Shape);
        }

        return json;
    }

    private JsonObject Choice(ChoiceShape choice)
    {
        var chosen = choice.Cases[_random.Next(choice.Cases.Count)];
        var json = Map(chosen.Parameters);
        json[choice.Discriminator] = chosen.Name;
        return json;
    }

    private JsonObject Free(int depth)
    {
        var json = new JsonObject();
        for (var i = _random.Next(0, 3); i > 0; i--)
        {
            json["k" + i + Pick("", " space", "é")] = _random.Next(depth == 0 ? 4 : 6) switch
            {
                0 => JsonValue.Create(_random.Next(-5, 500) / 4.0),
                1 => JsonValue.Create(true),
                2 => null,
                3 => JsonValue.Create(Pick(Pieces)),
                4 => new JsonArray(JsonValue.Create("a"), JsonValue.Create(2.5)),
                _ => Free(depth - 1),
            };
        }

        return json;
    }

    // Values that must agree with each other.
    private static void Repair(JsonObject spec)
    {
        if (spec["research"] is JsonObject research)
        {
            research["min_rounds"] = 1L;
            research["max_rounds"] = 4L;
        }

        if (spec["output"] is JsonObject output && output["schema"] is not null)
            output["format"] = "json";
        if (spec["verify"]?["weights"] is JsonObject weights)
            weights["depth"] = 0.5;
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
