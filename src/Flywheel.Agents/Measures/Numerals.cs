using System.Collections.Frozen;
using System.Globalization;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>Numbers as they are compared: digits without grouping or trailing zeros, and the common number words.</summary>
internal static class Numerals
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["zero"] = "0", ["one"] = "1", ["two"] = "2", ["three"] = "3", ["four"] = "4", ["five"] = "5", ["six"] = "6", ["seven"] = "7",
        ["eight"] = "8", ["nine"] = "9", ["ten"] = "10", ["eleven"] = "11", ["twelve"] = "12", ["fifteen"] = "15", ["sixteen"] = "16",
        ["twenty"] = "20", ["thirty"] = "30", ["forty"] = "40", ["fifty"] = "50", ["sixty"] = "60", ["hundred"] = "100",
        ["thousand"] = "1000", ["once"] = "1", ["twice"] = "2", ["half"] = "50", ["third"] = "3",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByTerm =
        Words.ToFrozenDictionary(word => Tokenizer.Tokenize(word.Key)[0].Term, word => word.Value, StringComparer.Ordinal);

    /// <summary>The number a word writes, in digits or in letters, or null.</summary>
    public static string? Read(Token token) => Digits(token) ?? ByTerm.GetValueOrDefault(token.Term);

    /// <summary>The number a word writes in digits, or null.</summary>
    public static string? Digits(Token token)
    {
        var term = token.Term;
        if (term.Length == 0 || !char.IsAsciiDigit(term[0]))
            return null;
        foreach (var c in term)
        {
            if (!char.IsAsciiDigit(c) && c != '.')
                return null;
        }

        return term.Length <= 15 && decimal.TryParse(term, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? (value / 1.000000000000000000m).ToString("0.################", CultureInfo.InvariantCulture)
            : term;
    }
}
