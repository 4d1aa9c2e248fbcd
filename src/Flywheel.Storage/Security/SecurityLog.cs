using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Redaction;

namespace Flywheel.Storage.Security;

/// <summary>The one log of what guards decided: <c>data/security_events.jsonl</c>. Every guard writes here. Thread-safe.</summary>
public sealed class SecurityLog
{
    private const int ResourceLimit = 2000;

    private readonly AppendLog _log;
    private readonly TimeProvider _time;

    /// <summary>Opens the log.</summary>
    public SecurityLog(AppendLog log, TimeProvider time)
    {
        _log = log;
        _time = time;
    }

    /// <summary>Logs an event durably: assigns its id and time, redacts and shortens what it quotes.</summary>
    /// <returns>The event as it was written.</returns>
    public SecurityEvent Record(SecurityEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var now = _time.GetUtcNow();
        var written = happened with
        {
            EventId = $"e_{now.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}",
            Timestamp = now,
            Reason = Redactor.Secrets.Redact(happened.Reason).Text,
            Resource = Shorten(Redactor.Secrets.Redact(happened.Resource).Text),
        };
        _log.Append(JsonSerializer.SerializeToUtf8Bytes(written, SecurityJson.Default.SecurityEvent));
        return written;
    }

    /// <summary>Reads every event in order; a line that can not be read is passed to <paramref name="onInvalid"/> and skipped.</summary>
    public IEnumerable<SecurityEvent> Read(Action<InvalidLine>? onInvalid = null)
    {
        foreach (var line in LogReader.Read(_log.FilePath))
        {
            SecurityEvent? happened = null;
            try
            {
                happened = JsonSerializer.Deserialize(line.Bytes.Span, SecurityJson.Default.SecurityEvent);
            }
            catch (JsonException error)
            {
                onInvalid?.Invoke(new InvalidLine(line.Offset, error.Message));
            }

            if (happened is not null)
                yield return happened;
        }
    }

    private static string Shorten(string text) =>
        text.Length <= ResourceLimit ? text : string.Concat(text.AsSpan(0, ResourceLimit), $"… ({text.Length} characters)");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(SecurityEvent))]
internal sealed partial class SecurityJson : JsonSerializerContext;
