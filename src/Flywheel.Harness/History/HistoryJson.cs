using System.Text.Json.Serialization;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.History;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(ChangeManifest))]
[JsonSerializable(typeof(SignedHead))]
[JsonSerializable(typeof(RegisteredHead))]
[JsonSerializable(typeof(RegisteredPath))]
internal sealed partial class HistoryJson : JsonSerializerContext;
