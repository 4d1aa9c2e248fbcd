using System.Globalization;
using System.Text.RegularExpressions;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Linting;

/// <summary>Finds rules that by their own evidence should have gone. Thread-safe.</summary>
internal static partial class EvidenceAge
{
    public static IEnumerable<LintFinding> Find(LintContext context)
    {
        foreach (var rule in context.Spec.Rules.Where(rule => rule.Evidence is { RetireWhen.Length: > 0 }))
        {
            if (Expired(rule, context) is { } why)
                yield return new LintFinding(LintRules.Expired, [rule.Id], $"The evidence of '{rule.Id}' has expired: {why}. Test the harness without it, and remove it or renew its evidence.", context.LineOf(rule));
        }
    }

    private static string? Expired(OperatingRule rule, LintContext context)
    {
        var condition = rule.Evidence!.RetireWhen.Trim();
        if (Date().Match(condition) is { Success: true } date && DateOnly.TryParseExact(date.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day <= DateOnly.FromDateTime(context.Now.UtcDateTime) ? $"it was to go on {date.Groups["date"].Value}" : null;
        if (Version().Match(condition) is { Success: true } version)
            return context.Version >= Number(version) ? FormattableString.Invariant($"it was to go with version {Number(version)}, and this is {context.Version}") : null;
        if (Unused().Match(condition) is { Success: true } unused)
            return RuleUse.RunsSinceUse(context.Runs, context.Spec.Name, rule.Id) is var since && context.Runs.Count > 0 && since >= Number(unused) ? FormattableString.Invariant($"it was to go after {Number(unused)} runs that do not need it, and there were {since}") : null;
        return null; // words for a person
    }

    private static int Number(Match match) => int.TryParse(match.Groups["n"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    [GeneratedRegex(@"^(after |on |from )?(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Date();

    [GeneratedRegex(@"^(at |with |in )?version (?<n>[0-9]+)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Version();

    [GeneratedRegex(@"^unused (for )?(?<n>[0-9]+)( runs)?$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Unused();
}
