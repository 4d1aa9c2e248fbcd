using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Tests.Specs;

/// <summary>The tables of docs/harness.md, made from the key table.</summary>
internal static class KeyReference
{
    public const string Begin = "<!-- keys: generated from the key table -->\n";
    public const string End = "<!-- /keys -->";

    public static string Text { get; } = Write();

    private static string Write()
    {
        var text = new StringBuilder(Begin).Append("\n| key | holds | default | meaning |\n|---|---|---|---|\n");
        var defaults = SpecWriter.Write(new HarnessSpec { Name = "" });
        defaults.Remove(SpecKeys.Harness);
        Rows(text, SpecKeys.Root, "", defaults);
        text.Append("\n| directive | parameters | meaning |\n|---|---|---|\n");
        foreach (var kind in DirectiveKinds.All)
            text.Append($"| `{kind.Name}` | {string.Join(", ", kind.Parameters.Select(key => $"`{key.Name}`: {Cell(key.Shape.Expected)}"))} | {Cell(kind.Meaning)} |\n");
        return text.Append('\n').ToString();
    }

    private static void Rows(StringBuilder text, MapShape map, string prefix, JsonObject? defaults)
    {
        foreach (var key in map.Keys)
        {
            var path = prefix + key.Name;
            var value = defaults is not null && defaults.ContainsKey(key.Name) && key.Shape is not MapShape ? $"`{defaults[key.Name]?.ToJsonString(new JsonSerializerOptions()) ?? "null"}`" : "";
            var holds = key.Shape is MapShape ? "a mapping" : key.Shape.Expected;
            text.Append($"| `{path}` | {Cell(holds)}{(key.Required ? " (required)" : "")} | {value} | {Cell(key.Meaning)} |\n");
            if (key.Shape is MapShape inner)
                Rows(text, inner, path + ".", defaults?[key.Name] as JsonObject);
            else if (key.Shape is ListShape { Item: MapShape item })
                Rows(text, item, path + "[].", null);
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
