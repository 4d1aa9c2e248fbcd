using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flywheel.Harness.Diffs;

/// <summary>Shows changes to people and to programs. Thread-safe.</summary>
public static class DiffText
{
    /// <summary>One block per change: its summary, and for a reworded text the words with <c>[-gone-]</c> and <c>{+new+}</c>.</summary>
    public static string Render(IReadOnlyList<HarnessChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var text = new StringBuilder();
        foreach (var change in changes)
        {
            text.Append(Mark(change.Kind)).Append(' ').Append(change.Summary).Append('\n');
            if (change.Words is { Count: > 0 } words)
                text.Append("    ").Append(TextDiff.Marked(words).ReplaceLineEndings("\n    ")).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A list of <c>{kind, key, surface, before, after, follows, summary}</c>.</summary>
    public static JsonArray ToJson(IReadOnlyList<HarnessChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return new JsonArray([.. changes.Select(change => new JsonObject
        {
            ["kind"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Kind.ToString()),
            ["key"] = change.Key,
            ["surface"] = change.Surface,
            ["before"] = change.Before?.DeepClone(),
            ["after"] = change.After?.DeepClone(),
            ["follows"] = change.Follows,
            ["summary"] = change.Summary,
        })]);
    }

    private static char Mark(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => '+',
        ChangeKind.Removed => '-',
        _ => '~',
    };
}
