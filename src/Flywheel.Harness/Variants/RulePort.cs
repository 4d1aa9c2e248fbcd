using System.Text.Json.Nodes;
using Flywheel.Harness.Diffs;
using Flywheel.Harness.History;
using Flywheel.Harness.Linting;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Variants;

/// <summary>
/// Offers a rule that one variant kept to others. It writes nothing: each target gets a candidate and a change manifest, and goes through its own gate before
/// it is committed and deployed. Thread-safe.
/// </summary>
public static class RulePort
{
    /// <summary>A candidate for each target.</summary>
    /// <param name="ruleId">The rule.</param>
    /// <param name="from">The harness that has it.</param>
    /// <param name="targets">The working copies that may take it.</param>
    /// <param name="parents">Where <c>extends</c> of the targets is looked up.</param>
    /// <param name="now">The present day, for lint.</param>
    /// <exception cref="HarnessException">The rule is not there.</exception>
    public static IReadOnlyList<PortCandidate> Offer(string ruleId, LoadedHarness from, IReadOnlyList<LoadedHarness> targets, IHarnessParents? parents, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(targets);
        var rule = from.Spec.Rules.FirstOrDefault(candidate => candidate.Id == ruleId)
            ?? throw new HarnessException($"'{from.Spec.Name}' has no rule '{ruleId}'.{Keys.NearestName.Hint(ruleId, from.Spec.Rules.Select(known => known.Id))}");
        return [.. targets.Select(target => Candidate(rule, from, target, parents, now))];
    }

    private static PortCandidate Candidate(OperatingRule rule, LoadedHarness from, LoadedHarness target, IHarnessParents? parents, DateTimeOffset now)
    {
        var name = target.Spec.Name;
        if (target.Spec.Rules.FirstOrDefault(known => known.Id == rule.Id) is { } known)
            return new PortCandidate(name, null, null, [], known.Text == rule.Text && known.Directive == rule.Directive ? $"'{name}' has this rule already" : $"'{name}' has another rule of the id '{rule.Id}'; settle that first");
        var source = HarnessSource.WithRule(target, RuleKeys(rule, from));
        var candidate = HarnessLoader.Parse(source, $"candidate of {name}", parents);
        var manifest = new ChangeManifest
        {
            Surface = "rules",
            Edit = $"Take over the rule '{rule.Id}' from {from.Spec.Name}",
            Pattern = rule.Evidence?.Pattern is { Length: > 0 } pattern ? pattern : null,
            Evidence = rule.Evidence?.Runs is { Count: > 0 } runs ? [.. runs.Select(run => new StepReference(run, null))] : null,
            Predicted = rule.Evidence is null ? null : new PredictedEffect { Fixes = rule.Evidence.PredictedFixes, AtRisk = rule.Evidence.PredictedAtRisk },
            DerivedBy = $"port from {from.Spec.Name} ({from.Hash})",
            Confidence = rule.Evidence?.Confidence,
        };
        var before = HarnessLint.Check(new LintContext { Harness = target, Now = now }).Findings.Select(finding => finding.Message).ToHashSet(StringComparer.Ordinal);
        var warnings = HarnessLint.Check(new LintContext { Harness = candidate, Now = now }).Findings.Where(finding => !before.Contains(finding.Message)).ToList();
        return new PortCandidate(name, source, manifest, HarnessDiff.Between(target, candidate), null) { Hash = candidate.Hash.ToString(), Warnings = warnings };
    }

    // The evidence stays behind as what it is: that of another harness. The gate of the target makes its own.
    private static JsonObject RuleKeys(OperatingRule rule, LoadedHarness from)
    {
        var keys = (JsonObject)((JsonArray)from.Resolved[SpecKeys.Rules]!).First(entry => entry![SpecKeys.Id]!.GetValue<string>() == rule.Id)!.DeepClone();
        keys.Remove(SpecKeys.Evidence);
        return keys;
    }
}

/// <summary>A rule offered to a harness.</summary>
/// <param name="Target">The harness.</param>
/// <param name="Source">Its file with the rule, comments kept; null when the rule is not offered.</param>
/// <param name="Manifest">What and why; null when the rule is not offered.</param>
/// <param name="Changes">What would change.</param>
/// <param name="Reason">Why the rule is not offered, or null.</param>
public sealed record PortCandidate(string Target, string? Source, ChangeManifest? Manifest, IReadOnlyList<HarnessChange> Changes, string? Reason)
{
    /// <summary>The candidate's hash, for its gate; null when the rule is not offered.</summary>
    public string? Hash { get; init; }

    /// <summary>What lint says of the candidate and did not say of the target.</summary>
    public IReadOnlyList<LintFinding> Warnings { get; init; } = [];
}
