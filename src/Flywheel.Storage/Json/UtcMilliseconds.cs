using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flywheel.Storage.Json;

/// <summary>Timestamps as the logs hold them: ISO 8601, UTC, milliseconds. Reads any ISO form; one without an offset is UTC. Thread-safe.</summary>
public sealed class UtcMilliseconds : JsonConverter<DateTimeOffset>
{
    /// <summary>The form that is written.</summary>
    public const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>A time as the logs hold it.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Reads any ISO form; false when the text is none.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return StartsWithIsoDate(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString(), out var time) ? time : throw new JsonException($"'{reader.GetString()}' is not an ISO 8601 time.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));

    // The framework's parser also takes "11/20/2025" and "Thu, 20 Nov 2025"; a log that holds those holds something else than it should.
    private static bool StartsWithIsoDate(string? text) =>
        text is { Length: >= 10 } && text[4] == '-' && text[7] == '-' && !text.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9');
}
