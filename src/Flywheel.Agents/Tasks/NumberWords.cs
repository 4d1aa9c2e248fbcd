using System.Globalization;

namespace Flywheel.Agents.Tasks;

/// <summary>Numbers as people write them in a task: digits, and words from one to twenty; and the words for writing them back.</summary>
internal static class NumberWords
{
    private static readonly string[] Words =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    /// <summary>Most items a task may ask for; a larger number in a task is not a count.</summary>
    public const int Largest = 100;

    /// <summary>The number that <paramref name="word"/> (lower-case) names, from 1 to <see cref="Largest"/>, or null.</summary>
    public static int? Read(string word)
    {
        var named = Array.IndexOf(Words, word);
        if (named > 0)
            return named;

        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Largest
            ? number
            : null;
    }

    /// <summary>The number as running text has it: words up to twenty, digits beyond.</summary>
    public static string Write(int number) =>
        number >= 0 && number < Words.Length ? Words[number] : number.ToString(CultureInfo.InvariantCulture);
}
