using System.Globalization;
using System.Text.RegularExpressions;
using Flywheel.Harness.Directives;

namespace Flywheel.Harness.Linting;

/// <summary>An amount that a text or a directive asks for.</summary>
/// <param name="Unit"><c>word</c>, <c>item</c>, <c>sentence</c>, <c>source</c>, <c>paragraph</c>, <c>example</c>, <c>bullet</c>.</param>
/// <param name="PerSection">Whether it is asked of each section.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The most.</param>
internal readonly partial record struct Quantity(string Unit, bool PerSection, int Min, int Max)
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>Whether no amount can be both.</summary>
    public bool Excludes(Quantity other) =>
        Unit == other.Unit && PerSection == other.PerSection && (Min > other.Max || other.Min > Max);

    /// <summary>The amounts that a directive asks for.</summary>
    public static Quantity? Of(Directive? directive) => directive switch
    {
        ItemCount count => new Quantity("item", PerSection: false, count.N, count.N),
        MaxWords words => new Quantity("word", PerSection: false, 0, words.N),
        MinSentencesPerSection sentences => new Quantity("sentence", PerSection: true, sentences.N, int.MaxValue),
        SourceMinimum sources => new Quantity("source", PerSection: false, sources.N, int.MaxValue),
        _ => null,
    };

    /// <summary>The amounts that a text asks for in so many words.</summary>
    public static IEnumerable<Quantity> In(string text)
    {
        foreach (var sentence in Sentences(text))
        {
            var perSection = Each().IsMatch(sentence);
            foreach (Match match in Amount().Matches(sentence))
            {
                if (Number(match.Groups["n"].Value) is not { } n || UnitOf(match.Groups["unit"].Value) is not { } unit)
                    continue;
                var (min, max) = Bounds(match.Groups["bound"].Value, n);
                yield return new Quantity(unit, perSection && unit is not "item", min, max);
            }
        }
    }

    /// <summary>A text cut at full stops, semicolons and line breaks.</summary>
    public static IEnumerable<string> Sentences(string text) =>
        text.ReplaceLineEndings(" ").Split(['.', ';', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (int Min, int Max) Bounds(string bound, int n) => bound.Trim().ToLowerInvariant() switch
    {
        "at most" or "no more than" or "not more than" or "up to" or "within" or "a maximum of" or "maximum" or "max" => (0, n),
        "fewer than" or "less than" or "under" or "below" => (0, n - 1),
        "at least" or "no fewer than" or "no less than" or "a minimum of" or "minimum" => (n, int.MaxValue),
        "more than" or "over" => (n + 1, int.MaxValue),
        _ => (n, n),
    };

    private static int? Number(string text)
    {
        var plain = text.Replace(",", "", StringComparison.Ordinal);
        if (int.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        var index = Array.FindIndex(Numbers, known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : index;
    }

    private static string? UnitOf(string text)
    {
        var unit = text.ToLowerInvariant();
        if (unit.StartsWith("word", StringComparison.Ordinal))
            return "word";
        if (unit.StartsWith("sentence", StringComparison.Ordinal))
            return "sentence";
        if (unit.StartsWith("paragraph", StringComparison.Ordinal))
            return "paragraph";
        if (unit.StartsWith("example", StringComparison.Ordinal))
            return "example";
        if (unit.StartsWith("bullet", StringComparison.Ordinal))
            return "bullet";
        return unit.StartsWith("source", StringComparison.Ordinal) ? "source" : "item";
    }

    // Without a bound a number counts only as an order: "write seven sections", not "the first two sections".
    [GeneratedRegex(@"\b(?<bound>at most|no more than|not more than|up to|within|a maximum of|maximum|max|fewer than|less than|under|below|at least|no fewer than|no less than|a minimum of|minimum|more than|over|exactly|precisely|(write|list|give|produce|create|include|provide|name|present|return|deliver)( me| us| the reader)?)\s+(?<n>[0-9][0-9,]*|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+((different|distinct|full|separate|numbered|complete|independent|content|short|long)\s+)?(?<unit>words?|sentences?|paragraphs?|examples?|bullets?|sources?|sections?|items?|points?|headings?|entries)\b", Linear)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b(per|each|every|in each|in every)\s+(section|item|point|entry|heading)\b", Linear)]
    private static partial Regex Each();
}
