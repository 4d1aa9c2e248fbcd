using System.ClientModel.Primitives;
using System.Globalization;

namespace Flywheel.Agents.Models.Providers;

/// <summary>Reads how long a response asks to wait: <c>retry-after-ms</c>, or <c>Retry-After</c> as seconds or as an HTTP date (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    public static TimeSpan? Read(PipelineResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.TryGetValue("retry-after-ms", out string? milliseconds) && Number(milliseconds) is { } ms)
            return TimeSpan.FromMilliseconds(ms);

        if (!headers.TryGetValue("Retry-After", out string? value))
            return null;

        if (Number(value) is { } seconds)
            return TimeSpan.FromSeconds(seconds);

        if (!DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
            return null;

        return date > now ? date - now : TimeSpan.Zero;
    }

    // A day is more than any caller waits, and keeps absurd numbers from overflowing.
    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            ? Math.Min(number, TimeSpan.SecondsPerDay * 1000d)
            : null;
}
