using System.Text.Json.Serialization;

namespace Flywheel.Tracing.TraceFiles;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TraceValidation))]
[JsonSerializable(typeof(TraceSummary))]
internal sealed partial class TraceReportJson : JsonSerializerContext;
