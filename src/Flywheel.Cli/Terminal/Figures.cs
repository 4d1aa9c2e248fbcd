using System.Globalization;

namespace Flywheel.Cli.Terminal;

/// <summary>Numbers as a person reads them, the same under every culture. Thread-safe.</summary>
internal static class Figures
{
    private const string Unknown = "–";

    /// <summary>A whole number with thousands separators: <c>18,900</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A score with two decimals, or a dash.</summary>
    public static string Score(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>A dimension's score with one decimal, or a dash.</summary>
    public static string Dimension(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>A duration: <c>340 ms</c>, <c>4.2 s</c>, <c>3 min 12 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } known)
            return Unknown;
        return known switch
        {
            < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{known * 1000:0} ms"),
            < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{known:0.0} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(known / 60):0} min {Math.Floor(known % 60):0} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(known / 3600):0} h {Math.Floor(known % 3600 / 60):0} min"),
        };
    }

    /// <summary>A share in whole percent.</summary>
    public static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A size in bytes, for people: <c>4,821 bytes</c>, <c>12.5 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 100_000 => Count(bytes) + " bytes",
        < 1_000_000_000 => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB",
        _ => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB",
    };

    /// <summary>Money.</summary>
    public static string Usd(double value) => value.ToString("0.####", CultureInfo.InvariantCulture) + " USD";

    /// <summary>A moment to the second, UTC.</summary>
    public static string Moment(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>A number in its shortest form.</summary>
    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A noun in its number: <c>1 round</c>, <c>2 rounds</c>.</summary>
    public static string Plural(long count, string noun) => count == 1 ? $"1 {noun}" : $"{Count(count)} {noun}s";
}
