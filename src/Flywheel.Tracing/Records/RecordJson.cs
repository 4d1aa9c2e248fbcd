using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Json;

namespace Flywheel.Tracing.Records;

/// <summary>How records are written: snake_case, absent instead of null, readable characters unescaped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    private static readonly Lazy<HashSet<string>> Fields = new(static () =>
        new HashSet<string>(Default!.RunRecord.Properties.Where(static property => !property.IsExtensionData).Select(static property => property.Name), StringComparer.Ordinal));

    /// <summary>Whether a record has a field of this JSON name.</summary>
    internal static bool IsField(string name) => Fields.Value.Contains(name);

    /// <summary>The writer's form.</summary>
    internal static RecordJson Written => field ??= new RecordJson(
        new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
