using System.Text.Json.Nodes;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Diffs;

/// <summary>One difference between two harnesses, in the terms of the harness. Immutable and thread-safe as long as its nodes are not changed.</summary>
public sealed record HarnessChange
{
    private const int MostQuoted = 80;

    internal HarnessChange(ChangeKind kind, KeyPath path, JsonNode? before, JsonNode? after)
    {
        Kind = kind;
        Path = path;
        Before = before?.DeepClone();
        After = after?.DeepClone();
    }

    /// <summary>What happened.</summary>
    public ChangeKind Kind { get; }

    /// <summary>Where, for example <c>rules[cite-every-item].text</c>.</summary>
    public string Key => Path.ToString();

    /// <summary>The surface it touches: <c>rules</c>, <c>instructions</c>, <c>tools</c>, <c>skills</c>, <c>memory</c> or <c>config</c>.</summary>
    public string Surface => Path.Surface;

    /// <summary>The rule it is about, or null.</summary>
    public string? RuleId => Path.Steps is [{ Name: SpecKeys.Rules }, { IsEntry: true } rule, ..] ? rule.Name : null;

    /// <summary>The value before; null when there was none (or it was null).</summary>
    public JsonNode? Before { get; }

    /// <summary>The value after; null when there is none (or it is null). Of moved entries: their names in the new order.</summary>
    public JsonNode? After { get; }

    /// <summary>Of an added entry of a list: the entry before it, or null when it comes first.</summary>
    public string? Follows { get; init; }

    /// <summary>The way to the key.</summary>
    internal KeyPath Path { get; }

    /// <summary>The change of a text, word by word; empty when it is no text that changed.</summary>
    public IReadOnlyList<WordEdit> Words =>
        Kind == ChangeKind.Changed && AsText(Before) is { } before && AsText(After) is { } after ? TextDiff.Words(before, after) : [];

    /// <summary>One line for a log.</summary>
    public string Summary => Kind switch
    {
        ChangeKind.Moved => $"{Key} in another order",
        ChangeKind.Added when IsEntry => $"{EntryName} added{Details(After)}",
        ChangeKind.Removed when IsEntry => $"{EntryName} removed",
        ChangeKind.Added => $"{Key}: {Short(After)} (was the default)",
        ChangeKind.Removed => $"{Key}: default (was {Short(Before)})",
        _ when Words is { Count: > 0 } words => $"{Key}: {Count(words, WordChange.Added)} words added, {Count(words, WordChange.Removed)} removed",
        _ => $"{Key}: {Short(Before)} → {Short(After)}",
    };

    private bool IsEntry => Path.Steps[^1].IsEntry;

    private string EntryName => RuleId is { } rule ? $"rule {rule}" : Path.Steps[0].Name == SpecKeys.Tools ? $"tool {Path.Steps[^1].Name}" : Key;

    private static string Details(JsonNode? entry) =>
        entry is JsonObject rule && rule["stage"] is { } stage && rule["text"] is { } text ? $" ({stage}): {Shorten(text.GetValue<string>())}" : "";

    private static string Count(IReadOnlyList<WordEdit> words, WordChange change) =>
        FormattableString.Invariant($"{words.Where(word => word.Change == change).Sum(word => word.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length)}");

    private static string? AsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && (text.Contains(' ') || text.Contains('\n')) ? text : null;

    private static string Short(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? $"'{Shorten(text)}'" : Shorten(node?.ToJsonString() ?? "null");

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MostQuoted ? line : string.Concat(line.AsSpan(0, MostQuoted), "…");
    }
}
