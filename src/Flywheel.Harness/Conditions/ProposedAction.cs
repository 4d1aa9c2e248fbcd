using System.Text.Json;

namespace Flywheel.Harness.Conditions;

/// <summary>A tool call an agent wants to make, before it is made. Immutable and thread-safe.</summary>
public sealed record ProposedAction
{
    private readonly Lazy<string> _text;

    /// <summary>Describes a tool call.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">The arguments, a JSON object; an undefined value stands for none.</param>
    public ProposedAction(string tool, JsonElement arguments)
    {
        Tool = tool;
        Arguments = arguments;
        _text = new Lazy<string>(() => Arguments.ValueKind == JsonValueKind.Undefined ? "" : Unescaped(Arguments));
    }

    /// <summary>The tool's name.</summary>
    public string Tool { get; }

    /// <summary>The arguments.</summary>
    public JsonElement Arguments { get; }

    /// <summary>The user's task.</summary>
    public string Task { get; init; } = "";

    /// <summary>The tool calls made in this run so far.</summary>
    public int Calls { get; init; }

    /// <summary>All argument values as one text, one per line, without JSON escapes, so that a condition sees what the tool will see.</summary>
    public string ArgumentText => _text.Value;

    private static string Unescaped(JsonElement value) => string.Join('\n', Leaves(value));

    private static IEnumerable<string> Leaves(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Leaves(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Null => [],
        _ => [value.GetRawText()],
    };
}
