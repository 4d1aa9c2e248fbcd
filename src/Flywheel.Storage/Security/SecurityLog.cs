using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flywheel.Storage.Json;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Redaction;

namespace Flywheel.Storage.Security;

/// <summary>The one log of what guards decided: <c>data/security_events.jsonl</c>. Every guard writes here. Thread-safe.</summary>
public sealed class SecurityLog
{
    private const int QuoteLimit = 2000;

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
    /// <exception cref="IOException">The event could not be written.</exception>
    public SecurityEvent Record(SecurityEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var now = Now();
        var written = happened with
        {
            EventId = $"e_{now.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}",
            Timestamp = now,
            Reason = Quote(happened.Reason),
            Resource = Quote(happened.Resource),
        };
        _log.Append(JsonSerializer.SerializeToUtf8Bytes(written, SecurityJson.Default.SecurityEvent));
        return written;
    }

    /// <summary>Reads every event in order; a line that can not be read is passed to <paramref name="onInvalid"/> and left out.</summary>
    public IEnumerable<SecurityEvent> Read(Action<InvalidLine>? onInvalid = null) =>
        JsonLog.Read(_log.FilePath, SecurityJson.Default.SecurityEvent, onInvalid);

    // As the log holds it: in whole milliseconds.
    private DateTimeOffset Now()
    {
        var ticks = _time.GetUtcNow().UtcTicks;
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }

    private static string Quote(string text)
    {
        var redacted = Redactor.Secrets.Redact(text).Text;
        if (redacted.Length <= QuoteLimit)
            return WellFormed(redacted);
        var cut = char.IsHighSurrogate(redacted[QuoteLimit - 1]) ? QuoteLimit - 1 : QuoteLimit;
        return $"{WellFormed(redacted[..cut])}… ({redacted.Length} characters)";
    }

    // What a guard judges may hold half a surrogate pair, which JSON can not carry; a guard's log must not fail for that.
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(SecurityEvent))]
internal sealed partial class SecurityJson : JsonSerializerContext;
