using System.Text.Json.Nodes;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Loading;

/// <summary>Changes the text of a harness file and leaves the rest of it, comments included, as it was written. Thread-safe.</summary>
internal static class HarnessSource
{
    /// <summary>The file with a rule after its others.</summary>
    /// <param name="harness">The file.</param>
    /// <param name="rule">The rule's keys.</param>
    public static string WithRule(LoadedHarness harness, JsonObject rule)
    {
        var own = HarnessLoader.ReadOwnKeys(harness.Source, harness.FileName);
        var wanted = (JsonObject)own.DeepClone();
        (wanted[SpecKeys.Rules] as JsonArray ?? Added(wanted)).Add(rule.DeepClone());
        var edited = Edited(harness, rule, own.ContainsKey(SpecKeys.Rules));
        return edited is not null && Says(edited, wanted, harness.FileName) ? edited : Rewritten(harness, wanted);
    }

    private static JsonArray Added(JsonObject keys)
    {
        var rules = new JsonArray();
        keys[SpecKeys.Rules] = rules;
        return rules;
    }

    private static string? Edited(LoadedHarness harness, JsonObject rule, bool hasRules)
    {
        var lines = harness.Source.TrimEnd('\n').Split('\n').ToList();
        if (!hasRules)
            return string.Join('\n', lines) + "\nrules:\n" + SpecYaml.Entry(rule, 2);
        if (harness.Places.GetValueOrDefault(SpecKeys.Rules) is not YamlList { Items: [var first, ..] } rules || DashOf(lines, first) is not { } indent)
            return null; // a list in brackets has no place for a block
        var end = EndOf(lines, rules.Items[^1].Line, indent);
        lines.InsertRange(end, SpecYaml.Entry(rule, indent).TrimEnd('\n').Split('\n'));
        return string.Join('\n', lines) + "\n";
    }

    private static bool Says(string text, JsonObject wanted, string fileName)
    {
        try
        {
            return JsonNode.DeepEquals(HarnessLoader.ReadOwnKeys(text, fileName), wanted);
        }
        catch (HarnessException)
        {
            return false;
        }
    }

    // The column of the dash before an entry, when it stands on the entry's line.
    private static int? DashOf(List<string> lines, YamlValue entry)
    {
        var line = lines[entry.Line - 1];
        var indent = line.Length - line.TrimStart(' ').Length;
        return line.AsSpan(indent).StartsWith("- ") && entry.Column - 1 > indent ? indent : null;
    }

    // The entry ends before the next line that is indented less than its content; comments and blank lines after it stay below.
    private static int EndOf(List<string> lines, int entryLine, int indent)
    {
        var end = entryLine;
        for (var i = entryLine; i < lines.Count; i++)
        {
            var text = lines[i].TrimStart(' ');
            if (text.Length > 0 && lines[i].Length - text.Length <= indent)
                break;
            if (text.Length > 0)
                end = i + 1;
        }

        return end;
    }

    private static string Rewritten(LoadedHarness harness, JsonObject keys)
    {
        var comments = harness.Source.Split('\n').TakeWhile(line => line.StartsWith('#'));
        return string.Concat(comments.Select(line => line + "\n")) + SpecYaml.Write(keys);
    }
}
