using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Specs;

/// <summary>The keys of one mapping of a valid harness file, each with its fallback.</summary>
/// <param name="Json">The mapping, or null when it is not in the file.</param>
internal readonly record struct SpecFields(JsonObject? Json)
{
    public JsonNode? Node(string key) => Json?[key];

    public string Text(string key, string fallback) => Node(key)?.GetValue<string>() ?? fallback;

    public string? OptionalText(string key) => Node(key)?.GetValue<string>();

    public int Whole(string key, int fallback) => (int)(OptionalWhole(key, fallback) ?? fallback);

    public long? OptionalWhole(string key, long? fallback) =>
        Json is null || !Json.TryGetPropertyValue(key, out var node) ? fallback : node is null ? null : (long)Convert(node);

    public double Number(string key, double fallback) => OptionalNumber(key, fallback) ?? fallback;

    public double? OptionalNumber(string key, double? fallback) =>
        Json is null || !Json.TryGetPropertyValue(key, out var node) ? fallback : node is null ? null : Convert(node);

    public bool Flag(string key, bool fallback) => Node(key)?.GetValue<bool>() ?? fallback;

    public IReadOnlyList<string> Texts(string key) => Node(key) is JsonArray list ? [.. list.Select(item => item!.GetValue<string>())] : [];

    public SpecFields Map(string key) => new(Node(key) as JsonObject);

    public IEnumerable<SpecFields> Maps(string key) => Node(key) is JsonArray list ? list.Select(item => new SpecFields((JsonObject)item!)) : [];

    /// <summary>A free mapping as canonical JSON text, or null.</summary>
    public string? JsonText(string key) => Node(key) is { } node ? Encoding.UTF8.GetString(CanonicalJson.Serialize(node)) : null;

    // A number may come from YAML (long or double) or from JSON (an element): its text is common to both.
    private static double Convert(JsonNode node) => double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
