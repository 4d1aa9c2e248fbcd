using System.Globalization;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Linting;

/// <summary>Finds rules that can not both be obeyed, and rules that a limit of the harness rules out. Thread-safe.</summary>
internal static class RuleConflicts
{
    private const int FewestWordsPerSentence = 5;
    private const double SameMatter = 0.6;

    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        var rules = context.Spec.Rules;
        var wordings = rules.Select(rule => Wording.Of(rule.Text)).ToList();
        var amounts = rules.Select(rule => AmountsOf(rule).ToList()).ToList();
        for (var i = 0; i < rules.Count; i++)
        {
            if (AgainstLimits(rules[i].Directive, context.Spec) is { } limit)
                yield return Finding(context, [rules[i]], $"'{rules[i].Id}' {limit}.");
            for (var j = i + 1; j < rules.Count; j++)
            {
                if ((Amounts(amounts[i], amounts[j]) ?? Conflict(rules[i], rules[j], wordings[i], wordings[j])) is { } conflict)
                    yield return Finding(context, [rules[i], rules[j]], $"'{rules[i].Id}' and '{rules[j].Id}' can not both be obeyed: {conflict}. Keep one.");
            }
        }

        foreach (var finding in TooManyWords(context))
            yield return finding;
    }

    private static LintFinding Finding(LintContext context, IReadOnlyList<OperatingRule> rules, string message) =>
        new(LintRules.Contradiction, [.. rules.Select(rule => rule.Id)], message, context.LineOf(rules[^1]));

    private static string? Conflict(OperatingRule a, OperatingRule b, Wording first, Wording second)
    {
        if (a.Directive is not null && b.Directive is not null)
        {
            if ((Directives(a.Directive, b.Directive) ?? Directives(b.Directive, a.Directive)) is { } conflict)
                return conflict;
        }

        if (a.Stage != b.Stage)
            return null;
        if (first.Forbids != second.Forbids && IsForbidden(first.Forbids ? second : first, first.Forbids ? first : second))
            return "one asks for what the other forbids";
        return first.IsOpposite(second) ? "they ask for opposites" : null;
    }

    // What is forbidden without reserve is forbidden in every special case: "no tables" rules out "a table of prices".
    private static bool IsForbidden(Wording asked, Wording forbidden) =>
        forbidden.Terms.Count > 0 && (forbidden.Terms.IsSubsetOf(asked.Terms) || asked.Likeness(forbidden) >= SameMatter);

    private static string? Amounts(List<Quantity> a, List<Quantity> b)
    {
        foreach (var first in a)
        {
            foreach (var second in b)
            {
                if (first.Excludes(second))
                    return string.Create(CultureInfo.InvariantCulture, $"they ask for different numbers of {first.Unit}s");
            }
        }

        return null;
    }

    // A rule's amounts are those of its directive, or of its words when it has none: its own contradictions are another lint.
    private static IEnumerable<Quantity> AmountsOf(OperatingRule rule) =>
        Quantity.Of(rule.Directive) is { } directive ? [directive] : IsAboutDocument(rule) ? Quantity.In(rule.Text) : [];

    private static bool IsAboutDocument(OperatingRule rule) => rule.Stage is RuleStages.Synthesis or RuleStages.Revise;

    private static string? Directives(Directive a, Directive b) => (a, b) switch
    {
        (OrderBy one, OrderBy other) when one.Key != other.Key => "they order sections by different keys",
        (DocumentLanguage one, DocumentLanguage other) when one.Code != other.Code => $"one wants the language {one.Code}, the other {other.Code}",
        (ForbidPhrase forbidden, RequiredSection section) when section.Title.Contains(forbidden.Text, StringComparison.OrdinalIgnoreCase) => $"the section '{section.Title}' holds the forbidden phrase",
        (AllowTool allowed, RefuseWhen refused) when refused.Condition.RefusesWholly == allowed.Name => $"one allows the tool {allowed.Name}, the other refuses each of its calls",
        (RequireBefore order, RefuseWhen refused) when refused.Condition.RefusesWholly == order.Tool => $"{order.Before} waits for {order.Tool}, which is always refused",
        (RequireBefore order, RequireBefore turned) when order.Tool == turned.Before && order.Before == turned.Tool => $"{order.Tool} and {order.Before} wait for each other",
        (DataCategory one, DataCategory other) when one.Name == other.Name && one.Handling != other.Handling => $"they treat {EnumNames.Name(one.Name)} differently",
        _ => null,
    };

    private static string? AgainstLimits(Directive? directive, HarnessSpec spec) => directive switch
    {
        DocumentLanguage language when language.Code != spec.Output.Language => $"wants the language {language.Code}, output.language says {spec.Output.Language}",
        SourceMinimum sources when sources.N > spec.Research.Results * spec.Research.MaxRounds => FormattableString.Invariant($"wants {sources.N} sources, research.results × research.max_rounds finds at most {spec.Research.Results * spec.Research.MaxRounds}"),
        _ => null,
    };

    // A sentence has five words or more: so many sections of so many sentences do not fit into fewer words.
    private static IEnumerable<LintFinding> TooManyWords(LintContext context)
    {
        var rules = context.Spec.Rules;
        var limit = rules.Where(rule => rule.Directive is MaxWords).MinBy(rule => ((MaxWords)rule.Directive!).N);
        var words = Math.Min(limit?.Directive is MaxWords max ? max.N : int.MaxValue, context.Spec.Output.MaxWords ?? int.MaxValue);
        var items = rules.FirstOrDefault(rule => rule.Directive is ItemCount);
        var sentences = rules.Where(rule => rule.Directive is MinSentencesPerSection).MaxBy(rule => ((MinSentencesPerSection)rule.Directive!).N);
        if (sentences?.Directive is not MinSentencesPerSection each)
            yield break;
        var sections = items?.Directive is ItemCount count ? count.N : 1;
        if ((long)sections * each.N * FewestWordsPerSentence <= words)
            yield break;
        OperatingRule[] involved = [.. new[] { limit, items, sentences }.OfType<OperatingRule>()];
        yield return Finding(context, involved, FormattableString.Invariant($"{sections} sections of {each.N} sentences do not fit into {words} words ({string.Join(", ", involved.Select(rule => rule.Id))})."));
    }
}
