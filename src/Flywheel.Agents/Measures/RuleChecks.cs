using System.Text;
using Flywheel.Agents.Documents;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Measures;

/// <summary>
/// Checks a document against the machine-readable rules of its harness. Deterministic and thread-safe. Each rule comes out as
/// <c>obeyed</c>, <c>violated</c>, <c>skipped</c> (nothing machine-readable to check, or a language that is not recognised) or
/// <c>not_applicable</c> (about actions, or about items of a document that has none).
/// </summary>
public static class RuleChecks
{
    /// <summary>The document does what the rule says.</summary>
    public const string Obeyed = "obeyed";

    /// <summary>It does not.</summary>
    public const string Violated = "violated";

    /// <summary>Nobody looked.</summary>
    public const string Skipped = "skipped";

    /// <summary>The rule is about something else.</summary>
    public const string NotApplicable = "not_applicable";

    // Below this many words a language can not be told.
    private const int FewestWords = 20;
    private const double EnglishStopwords = 0.12;

    /// <summary>The result of every rule of <paramref name="harness"/>, by rule id. Of two rules with one id the first that is not obeyed counts.</summary>
    /// <param name="harness">The rules.</param>
    /// <param name="draft">The document; its own <see cref="DraftUnderTest.Harness"/> is not looked at.</param>
    public static IReadOnlyDictionary<string, string> Check(HarnessSpec harness, DraftUnderTest draft)
    {
        ArgumentNullException.ThrowIfNull(harness);
        ArgumentNullException.ThrowIfNull(draft);
        var reading = DraftReading.Of(draft with { Harness = harness });
        var results = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in harness.Rules)
        {
            var result = Check(rule.Directive, reading);
            if (!results.TryGetValue(rule.Id, out var before) || before == Obeyed)
                results[rule.Id] = result;
        }

        return results;
    }

    private static string Check(Directive? directive, DraftReading reading) => directive switch
    {
        null => Skipped,
        ActionDirective => NotApplicable,
        ItemCount count => Is(reading.Items.Count == count.N),
        CiteEachItem => EachItem(reading, item => item.Sentences.Any(sentence => sentence.Citations.Any(reading.IsListed))),
        RequiredSection { Per: SectionScope.Document } section => Is(reading.Outline.Sections.Any(other => IsCalled(other.Heading, section.Title))),
        RequiredSection section => EachItem(reading, item => HasPart(reading, item, section.Title)),
        MinSentencesPerSection least => EachItem(reading, item => item.Sentences.Count >= least.N),
        MaxWords most => Is(BodyWords(reading) <= most.N),
        RequireExample => EachItem(reading, item => item.CodeBlocks > 0 || item.Sentences.Any(sentence => sentence.IsExample)),
        ForbidPhrase phrase => Is(phrase.Text.Length == 0 || !reading.Draft.Text.Contains(phrase.Text, StringComparison.OrdinalIgnoreCase)),
        OrderBy order => InOrder(reading, order.Key),
        SourceMinimum least => Is(CitedSources(reading) >= least.N),
        CaveatRequired => Is(reading.Sentences.Any(sentence => sentence.IsCaveat)),
        DocumentLanguage language => InLanguage(reading, language.Code),
        _ => Skipped,
    };

    private static string Is(bool obeyed) => obeyed ? Obeyed : Violated;

    private static string EachItem(DraftReading reading, Func<DraftSection, bool> obeys) =>
        reading.Items.Count == 0 ? NotApplicable : Is(reading.Items.All(obeys));

    private static bool IsCalled(string heading, string title) =>
        string.Equals(MarkdownLines.Bare(heading), MarkdownLines.Bare(title), StringComparison.Ordinal);

    // A heading inside the item, or a paragraph that opens with the title in bold.
    private static bool HasPart(DraftReading reading, DraftSection item, string title)
    {
        var text = reading.Draft.Text;
        foreach (var line in reading.LinesOf(item))
        {
            var content = line.Content.In(text);
            if (line.Kind == MarkdownLineKind.Heading && IsCalled(content, title))
                return true;
            if (line.Kind is MarkdownLineKind.Prose or MarkdownLineKind.ListItem && content.StartsWith("**", StringComparison.Ordinal)
                && content.IndexOf("**", 2, StringComparison.Ordinal) is > 2 and var end && IsCalled(content[2..end], title))
            {
                return true;
            }
        }

        return false;
    }

    // Headings, tables and code count; citations and the source list do not.
    private static int BodyWords(DraftReading reading)
    {
        var body = new StringBuilder(reading.Draft.Text);
        foreach (var section in reading.Outline.Sections.Where(section => MarkdownLines.IsSourceHeading(section.Heading)).Reverse())
            body.Remove(section.Start, section.Length);
        return Tokenizer.Tokenize(Citations.Remove(body.ToString())).Count;
    }

    private static string InOrder(DraftReading reading, SectionOrder key)
    {
        var items = reading.Items;
        if (items.Count < 2)
            return NotApplicable;
        for (var i = 1; i < items.Count; i++)
        {
            var ordered = key switch
            {
                SectionOrder.Title => string.Compare(Title(items[i - 1]), Title(items[i]), StringComparison.OrdinalIgnoreCase) <= 0,
                SectionOrder.Citations => Cited(items[i - 1]) >= Cited(items[i]),
                SectionOrder.Length => items[i - 1].Words >= items[i].Words,
                _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Unknown order."),
            };
            if (!ordered)
                return Violated;
        }

        return Obeyed;
    }

    private static string Title(DraftSection item) => MarkdownLines.Bare(item.Heading);

    private static int Cited(DraftSection item) => item.Sentences.SelectMany(sentence => sentence.Citations).Distinct().Count();

    // Two passages of one file are one source; without a list, numbers are all there is to count.
    private static int CitedSources(DraftReading reading) =>
        reading.Sentences
            .SelectMany(sentence => sentence.Citations)
            .Distinct()
            .Where(reading.IsListed)
            .Select(number => reading.Entry(number)?.Location ?? FormattableString.Invariant($"[{number}]"))
            .Distinct(StringComparer.Ordinal)
            .Count();

    private static string InLanguage(DraftReading reading, string code)
    {
        var english = code.StartsWith("en", StringComparison.OrdinalIgnoreCase) && (code.Length == 2 || code[2] == '-');
        return !english || reading.Words < FewestWords ? Skipped : Is(reading.StopwordShare >= EnglishStopwords);
    }
}
