using System.Text.Json;
using Flywheel.Storage.Json;

namespace Flywheel.Storage.Tests.Json;

public sealed class UtcMillisecondsTests
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new UtcMilliseconds() } };

    [Fact]
    public void A_time_is_written_in_UTC_with_milliseconds()
    {
        var time = new DateTimeOffset(2026, 3, 1, 1, 2, 3, 456, TimeSpan.FromHours(2));
        UtcMilliseconds.Format(time).ShouldBe("2026-02-28T23:02:03.456Z");
        JsonSerializer.Serialize(time, Options).ShouldBe("\"2026-02-28T23:02:03.456Z\"");
    }

    [Theory]
    [InlineData("2026-02-28T23:02:03.456Z", "2026-02-28T23:02:03.456Z")]
    [InlineData("2026-02-28T23:02:03Z", "2026-02-28T23:02:03.000Z")]
    [InlineData("2026-03-01T01:02:03.456+02:00", "2026-02-28T23:02:03.456Z")]
    [InlineData("2026-02-28T23:02:03.456789", "2026-02-28T23:02:03.456Z")]
    [InlineData("2026-02-28T23:02:03.456789123Z", "2026-02-28T23:02:03.456Z")]
    [InlineData("2026-02-28 23:02:03", "2026-02-28T23:02:03.000Z")]
    [InlineData("2026-02-28", "2026-02-28T00:00:00.000Z")]
    public void Every_ISO_form_is_read_and_one_without_an_offset_is_UTC(string text, string expected)
    {
        UtcMilliseconds.TryParse(text, out var time).ShouldBeTrue();
        UtcMilliseconds.Format(time).ShouldBe(expected);
        UtcMilliseconds.Format(JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", Options)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("02/28/2026")]
    [InlineData("Sat, 28 Feb 2026 23:02:03 GMT")]
    [InlineData("2026-13-40T00:00:00Z")]
    [InlineData("yesterday at ten")]
    public void Anything_else_is_refused(string? text)
    {
        UtcMilliseconds.TryParse(text, out var time).ShouldBeFalse();
        time.ShouldBe(default);
    }

    [Theory]
    [InlineData("\"02/28/2026\"")]
    [InlineData("12")]
    [InlineData("null")]
    public void In_JSON_anything_else_is_a_JSON_error(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, Options));
}
