using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace Flywheel.Tracing.Identity;

/// <summary>The identity of a run: <c>yyyyMMddTHHmmss_</c> and eight hexadecimal digits. Also the name of its files.</summary>
public readonly record struct RunId
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly string? _text;

    private RunId(string text) => _text = text;

    /// <summary>A new identity for a run that starts at <paramref name="start"/>.</summary>
    public static RunId New(DateTimeOffset start) =>
        new($"{start.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    /// <summary>Reads an identity that can name files: letters, digits, dot, dash and underscore, at most 100 of them, no dot first.</summary>
    public static bool TryParse(string? text, out RunId id)
    {
        var valid = text is { Length: > 0 and <= 100 } && text[0] != '.' && !text.AsSpan().ContainsAnyExcept(Allowed);
        id = valid ? new RunId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}
