using System.Text;
using Flywheel.Storage.Redaction;

namespace Flywheel.Harness.Loading;

/// <summary>The text of a harness file before it is YAML: encoding, size, invisible characters, secrets. Thread-safe.</summary>
internal static class SpecText
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a file.</summary>
    /// <exception cref="HarnessException">Too large or not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> content, string file)
    {
        if (content.Length > MaxBytes)
            throw Whole(file, FormattableString.Invariant($"{content.Length} bytes is too large for a harness; the limit is {MaxBytes} bytes"));
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw Whole(file, "the file is UTF-16; save it as UTF-8");
        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException error)
        {
            var before = content[..Math.Min(error.Index, content.Length)];
            var line = before.Count((byte)'\n') + 1;
            var column = before.Length - before.LastIndexOf((byte)'\n');
            throw new HarnessException([new SpecError(file, line, column, "", "these bytes are not UTF-8; save the file as UTF-8")]);
        }
    }

    /// <summary>Refuses secrets anywhere in the file, comments included. The secret itself is not repeated.</summary>
    public static void RefuseSecrets(string text, SpecErrors errors)
    {
        foreach (var secret in Redactor.Secrets.Redact(text).Redactions)
        {
            var before = Encoding.UTF8.GetBytes(text).AsSpan(0, secret.Offset);
            var line = before.Count((byte)'\n') + 1;
            var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
            errors.Add(line, column, "", SecretMessage(secret.Rule));
        }
    }

    /// <summary>What is said about a secret.</summary>
    public static string SecretMessage(string rule) =>
        $"this looks like a secret ({rule.Replace('_', ' ')}); a harness is shared and kept for ever. Remove it, revoke it if it was ever shared, and name an environment variable in config.yaml (api_key_env) instead";

    /// <summary>The first character that a reader of the file would not see, as <c>U+0085</c>, or null.</summary>
    public static string? FirstInvisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            var control = value < 0x20 && value is not ('\n' or '\t') || value is (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029 or 0xFEFF;
            var direction = value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
            var tag = value is >= 0xE0000 and <= 0xE007F;
            if (control || direction || tag)
                return $"U+{value:X4}";
        }

        return null;
    }

    private static HarnessException Whole(string file, string message) => new([new SpecError(file, 0, 0, "", message)]);
}
