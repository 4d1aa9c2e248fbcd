using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;

namespace Flywheel.Harness.Specs;

/// <summary>The JSON Schema of harness files, made from the key table that the loader obeys, so that editors complete and check them. Thread-safe.</summary>
public static class HarnessSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The schema, draft 2020-12, ending with a newline.</summary>
    public static string Text { get; } = Write().ToJsonString(Indented) + "\n";

    private static JsonObject Write()
    {
        var defaults = SpecWriter.Write(new HarnessSpec { Name = "" });
        defaults.Remove(SpecKeys.Harness);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Flywheel harness",
            ["description"] = "Everything around the model: instructions, operating rules, tools, routing, retries, verification, budgets.",
        };
        foreach (var (key, value) in Shape(SpecKeys.Root, defaults).ToList())
            schema[key] = value?.DeepClone();
        return schema;
    }

    private static JsonObject Shape(ValueShape shape, JsonNode? defaults) => shape switch
    {
        TextShape text => OfText(text),
        WholeShape whole => Typed("integer", shape, ("minimum", whole.Min), ("maximum", whole.Max)),
        NumberShape number => Typed("number", shape, ("minimum", number.Min), ("maximum", number.Max)),
        FlagShape => Typed("boolean", shape),
        JsonShape => Typed("object", shape),
        ListShape list => Typed("array", shape, ("items", Shape(list.Item, null)), ("maxItems", list.MaxItems)),
        MapShape map => Map(map, shape.Nullable, defaults as JsonObject),
        ChoiceShape choice => Choice(choice),
        _ => throw new ArgumentException($"The shape {shape.GetType().Name} has no schema.", nameof(shape)),
    };

    private static JsonObject OfText(TextShape shape)
    {
        var schema = Typed("string", shape, ("maxLength", shape.MaxLength));
        if (!shape.MayBeEmpty)
            schema["minLength"] = 1;
        if (shape.Pattern is { } pattern)
            schema["pattern"] = pattern.Expression;
        if (shape.Allowed.Count > 0)
            schema["enum"] = new JsonArray([.. shape.Allowed.Select(value => (JsonNode?)value), .. shape.Nullable ? [null] : Array.Empty<JsonNode?>()]);
        return schema;
    }

    private static JsonObject Map(MapShape map, bool nullable, JsonObject? defaults)
    {
        var properties = new JsonObject();
        foreach (var key in map.Keys)
        {
            var inner = defaults?[key.Name];
            var property = Shape(key.Shape, inner);
            property["description"] = key.Meaning;
            if (defaults is not null && key.Shape is not MapShape && defaults.ContainsKey(key.Name))
                property["default"] = inner?.DeepClone();
            properties[key.Name] = property;
        }

        var schema = Typed("object", map with { Nullable = nullable }, ("properties", properties), ("additionalProperties", false));
        if (map.Keys.Any(key => key.Required))
            schema["required"] = new JsonArray([.. map.Keys.Where(key => key.Required).Select(key => (JsonNode?)key.Name)]);
        return schema;
    }

    private static JsonObject Choice(ChoiceShape choice)
    {
        var cases = new JsonArray();
        foreach (var known in choice.Cases)
        {
            var schema = Map(known.Parameters, nullable: false, defaults: null);
            var properties = (JsonObject)schema["properties"]!;
            properties.Insert(0, choice.Discriminator, new JsonObject { ["const"] = known.Name, ["description"] = known.Meaning });
            var required = schema["required"] as JsonArray ?? [];
            required.Insert(0, choice.Discriminator);
            schema["required"] = required.DeepClone();
            cases.Add(schema);
        }

        if (choice.Nullable)
            cases.Add(new JsonObject { ["type"] = "null" });
        return new JsonObject { ["oneOf"] = cases };
    }

    private static JsonObject Typed(string type, ValueShape shape, params ReadOnlySpan<(string Key, JsonNode? Value)> more)
    {
        var schema = new JsonObject { ["type"] = shape.Nullable ? new JsonArray(type, "null") : type };
        foreach (var (key, value) in more)
            schema[key] = value;
        return schema;
    }
}
