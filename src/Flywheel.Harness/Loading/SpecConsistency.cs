using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Loading;

/// <summary>What single keys can not show: values that must agree with each other. Thread-safe.</summary>
internal static class SpecConsistency
{
    public static void Check(HarnessSpec spec, IReadOnlyDictionary<string, YamlValue> places, SpecErrors errors)
    {
        if (spec.Research.MinRounds > spec.Research.MaxRounds)
            Add(places, errors, ["research.max_rounds", "research.min_rounds"], FormattableString.Invariant($"max_rounds {spec.Research.MaxRounds} is below min_rounds {spec.Research.MinRounds}; set both"));
        if (spec.Verify.Weights.Values.Sum() <= 0)
            Add(places, errors, ["verify.weights"], "all weights are 0; at least one dimension must count");
        if (spec.Output.Schema is not null && spec.Output.Format != "json")
            Add(places, errors, ["output.schema"], "a schema needs output.format: json");
        CheckRoles(spec, places, errors);
    }

    // A route to the harness itself would hand a task over for ever.
    private static void CheckRoles(HarnessSpec spec, IReadOnlyDictionary<string, YamlValue> places, SpecErrors errors)
    {
        for (var i = 0; i < spec.Routing.Agents.Count; i++)
        {
            if (string.Equals(spec.Routing.Agents[i].To.Split('@')[0], spec.Name, StringComparison.Ordinal))
                Add(places, errors, [FormattableString.Invariant($"routing.agents[{i}].to")], "a harness can not hand over to itself");
        }

        if (spec.Extends is { } parent && string.Equals(parent, spec.Name, StringComparison.Ordinal))
            Add(places, errors, ["extends"], "a harness can not extend its own working copy; name a version, as in name@3");
    }

    private static void Add(IReadOnlyDictionary<string, YamlValue> places, SpecErrors errors, string[] keys, string message)
    {
        var key = keys.FirstOrDefault(places.ContainsKey) ?? keys[0];
        if (places.TryGetValue(key, out var at))
            errors.Add(at, key, message);
        else
            errors.Add(0, 0, key, message);
    }
}
