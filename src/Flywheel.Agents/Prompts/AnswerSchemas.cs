using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Agents.Prompts;

/// <summary>The JSON Schemas of the answers that the pipeline reads.</summary>
internal static class AnswerSchemas
{
    public static JsonElement PriorKnowledge { get; } = Object(("known_facts", Strings()), ("gaps", Strings()));

    public static JsonElement Plan { get; } = Object(
        ("task_type", Choice("enumerated", "best_practices", "research")),
        ("complexity", Choice("low", "medium", "high")),
        ("expected_sections", new JsonObject { ["type"] = new JsonArray("integer", "null") }),
        ("search_queries", Strings()),
        ("prior_work_summary", Text()),
        ("notes", Text()),
        ("subtasks", Strings()));

    public static JsonElement Panel { get; } = Object(("score", Number()), ("issues", Strings()), ("strengths", Strings()));

    public static JsonElement Memory { get; } = Object(("title", Text()), ("narrative", Text()), ("facts", Strings()), ("tags", Strings()));

    public static JsonElement Evaluation(IEnumerable<string> dimensions) => Object(
    [
        .. dimensions.Select(static name => (name, Number())),
        ("issues", Strings()),
        ("feedback", Text()),
        ("tac_hours", Number()),
    ]);

    private static JsonElement Object(params (string Name, JsonObject Schema)[] members)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(members.Select(static member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Schema.DeepClone()))),
            ["required"] = new JsonArray([.. members.Select(static member => (JsonNode?)member.Name)]),
            ["additionalProperties"] = false,
        };
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Number() => new() { ["type"] = "number" };

    private static JsonObject Strings() => new() { ["type"] = "array", ["items"] = Text() };

    private static JsonObject Choice(params string[] values) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(static value => (JsonNode?)value)]) };
}
