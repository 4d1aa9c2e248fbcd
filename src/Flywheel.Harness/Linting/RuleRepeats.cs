using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Linting;

/// <summary>Finds rules that say the same, and rules that another already implies. Thread-safe.</summary>
internal static class RuleRepeats
{
    private const int FewestTerms = 2;

    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        var rules = context.Spec.Rules;
        var wordings = rules.Select(rule => Wording.Of(rule.Text)).ToList();
        for (var i = 0; i < rules.Count; i++)
        {
            for (var j = i + 1; j < rules.Count; j++)
            {
                if (Repeat(rules[i], rules[j], wordings[i], wordings[j], context.Options.Likeness) is { } repeat)
                    yield return new LintFinding(LintRules.Duplicate, [rules[i].Id, rules[j].Id], $"'{rules[i].Id}' and '{rules[j].Id}' {repeat}. Merge them.", context.LineOf(rules[j]));
            }
        }
    }

    private static string? Repeat(OperatingRule a, OperatingRule b, Wording first, Wording second, double likeness)
    {
        if (a.Directive is not null && b.Directive is not null)
            return Directives(a.Directive, b.Directive);
        if (a.Stage != b.Stage || first.Forbids != second.Forbids || first.IsOpposite(second) || first.Terms.Count < FewestTerms || !SameNumbers(a.Text, b.Text))
            return null;
        return first.Likeness(second) >= likeness ? "say the same in nearly the same words" : null;
    }

    private static string? Directives(Directive a, Directive b) => (a, b) switch
    {
        _ when a == b => "have the same directive",
        (MaxWords, MaxWords) or (MinSentencesPerSection, MinSentencesPerSection) or (SourceMinimum, SourceMinimum) => "differ only in a number, of which the stricter alone has an effect",
        (ForbidPhrase one, ForbidPhrase other) when one.Text.Contains(other.Text, StringComparison.OrdinalIgnoreCase) || other.Text.Contains(one.Text, StringComparison.OrdinalIgnoreCase) => "forbid phrases of which one holds the other",
        _ => null,
    };

    private static bool SameNumbers(string a, string b) => Numbers(a).SequenceEqual(Numbers(b), StringComparer.Ordinal);

    private static IEnumerable<string> Numbers(string text) => Storage.Text.Tokenizer.Terms(text).Where(term => char.IsAsciiDigit(term[0])).Order(StringComparer.Ordinal);
}
