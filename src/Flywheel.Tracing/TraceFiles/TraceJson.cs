using System.Text.Encodings.Web;
using System.Text.Json;

namespace Flywheel.Tracing.TraceFiles;

/// <summary>How trace files escape text: readable characters stay.</summary>
internal static class TraceJson
{
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
