namespace Flywheel.Storage.Redaction;

/// <summary>Tells secrets from the words, types, paths and placeholders that stand in the same places.</summary>
internal static class SecretShape
{
    private const int RandomRun = 8;
    private const int LongRun = 20;
    private const int LongBase64 = 40;
    private const int LongVariable = 16;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "string", "text", "password", "passwd", "passphrase", "required", "optional", "hidden", "secret", "token",
        "none", "null", "true", "false", "undefined", "your-password", "your_password", "yourpassword",
    };

    /// <summary>Eight or more letters and digits in a row, mixed: an identifier or a path seldom has them, a generated secret nearly always does.</summary>
    private static bool HasRandomRun(string text) => HasRun(text, static (length, letters, digits) => length >= RandomRun && letters && digits);

    /// <summary>A generated value: <see cref="HasRandomRun"/>, or forty characters of base64, whose slashes and pluses may part its runs.</summary>
    public static bool IsRandom(string text) => HasRandomRun(text) || IsBase64(text);

    /// <summary>What may follow a prefix that already says "key": also twenty or more letters without a digit, longer than English words.</summary>
    public static bool IsKeyBody(string text) =>
        HasRun(text, static (length, letters, digits) => length >= LongRun || (length >= RandomRun && letters && digits));

    /// <summary>What follows a prefix that no word has: a secret is not letters alone.</summary>
    public static bool HasDigit(string text) => text.AsSpan().ContainsAnyInRange('0', '9');

    /// <summary>Credentials in a header: anything of some length that is no placeholder.</summary>
    public static bool IsCredential(string text) =>
        !IsPlaceholder(text) && (text.Length >= 16 || HasDigit(text));

    /// <summary>A chosen password: anything but a placeholder, a word for the field itself, a path or a call.</summary>
    public static bool IsPassword(string text) => !IsPlaceholder(text) && !Words.Contains(text) && !IsPath(text) && !IsCall(text);

    /// <summary>A password that stands unquoted, where code could have a type or a variable: not all of it could be a name.</summary>
    public static bool IsBarePassword(string text) => IsPassword(text) && !text.All(static c => char.IsAsciiLetter(c) || c is '_' or '.');

    /// <summary>A password that stands unquoted within a sentence: letters and digits.</summary>
    public static bool IsMixedPassword(string text) => IsPassword(text) && IsMixed(text);

    /// <summary>The unquoted value of a variable whose name says that it is secret; a number is a limit, a short word with a number a label.</summary>
    public static bool IsVariable(string text) => IsPassword(text) && (HasRandomRun(text) || (text.Length >= LongVariable && IsMixed(text)));

    private static bool IsMixed(string text) => text.Any(char.IsAsciiLetter) && text.Any(char.IsAsciiDigit);

    private static bool IsPlaceholder(string text) =>
        text[0] is '<' or '{' or '$' or '%' or '['
        || text.All(static c => c is '*' or 'x' or 'X' or '.' or '…' or '-' or '_')
        || (text.Contains('_', StringComparison.Ordinal) && text.All(static c => char.IsAsciiLetterUpper(c) || c == '_'));

    private static bool IsPath(string text) => text[0] is '/' or '~' || text.StartsWith("./", StringComparison.Ordinal) || text.Contains(":\\", StringComparison.Ordinal);

    private static bool IsCall(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        return open > 0 && text.AsSpan(0, open).IndexOfAnyExcept(Identifier) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> Identifier =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.");

    private static bool IsBase64(string text) =>
        text.Length >= LongBase64
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=')
        && text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiDigit);

    private static bool HasRun(string text, Func<int, bool, bool, bool> suffices)
    {
        var length = 0;
        var letters = false;
        var digits = false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                length = 0;
                letters = digits = false;
                continue;
            }

            length++;
            letters |= char.IsAsciiLetter(c);
            digits |= char.IsAsciiDigit(c);
            if (suffices(length, letters, digits))
                return true;
        }

        return false;
    }
}
