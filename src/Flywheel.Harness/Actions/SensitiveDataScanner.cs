using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Flywheel.Harness.Directives;
using Flywheel.Storage.Redaction;

namespace Flywheel.Harness.Actions;

/// <summary>Finds sensitive data in a text by form and check digit. Linear in the text. Thread-safe.</summary>
internal static partial class SensitiveDataScanner
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>The text with every find replaced by <c>[redacted:kind]</c>, and how many there were.</summary>
    public static (string Text, int Found) Redact(string text, SensitiveData kind)
    {
        if (kind == SensitiveData.Credential)
        {
            var redacted = Redactor.Secrets.Redact(text);
            return (redacted.Text, redacted.Redactions.Count);
        }

        var found = 0;
        var result = Pattern(kind).Replace(text, match =>
        {
            if (!Holds(kind, match.Value))
                return match.Value;
            found++;
            return $"[redacted:{EnumNames.Name(kind)}]";
        });
        return (result, found);
    }

    private static Regex Pattern(SensitiveData kind) => kind switch
    {
        SensitiveData.Email => Email(),
        SensitiveData.Phone => Phone(),
        SensitiveData.PaymentCard => Card(),
        SensitiveData.Iban => Iban(),
        _ => Address(),
    };

    private static bool Holds(SensitiveData kind, string text) => kind switch
    {
        SensitiveData.Phone => text.Count(char.IsAsciiDigit) is >= 8 and <= 15,
        SensitiveData.PaymentCard => Luhn(text),
        SensitiveData.Iban => IbanCheck(text),
        SensitiveData.IpAddress => IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3),
        _ => true,
    };

    // ISO/IEC 7812-1: from the right, every second digit doubled, digits summed, divisible by ten.
    private static bool Luhn(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').ToArray();
        if (digits.Length is < 13 or > 19)
            return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)];
            sum += i % 2 == 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        }

        return sum % 10 == 0 && digits.Any(digit => digit != 0);
    }

    // ISO 13616: country and check digits to the end, letters as 10 to 35, the number modulo 97 is one.
    private static bool IbanCheck(string text)
    {
        var compact = text.Replace(" ", "", StringComparison.Ordinal);
        if (compact.Length is < 15 or > 34)
            return false;
        var digits = new StringBuilder();
        foreach (var c in compact[4..] + compact[..4])
            digits.Append(CultureInfo.InvariantCulture, $"{(char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10)}");
        return BigInteger.Parse(digits.ToString(), CultureInfo.InvariantCulture) % 97 == 1;
    }

    [GeneratedRegex(@"\b[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(\.[A-Za-z0-9\-]{1,63}){1,8}\b", Linear)]
    private static partial Regex Email();

    [GeneratedRegex(@"\+[1-9][0-9 ()./\-]{6,20}[0-9]", Linear)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\b[0-9]([ \-]?[0-9]){12,18}\b", Linear)]
    private static partial Regex Card();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}( ?[A-Z0-9]){11,30}\b", Linear)]
    private static partial Regex Iban();

    [GeneratedRegex(@"\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b|[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,7}", Linear)]
    private static partial Regex Address();
}
