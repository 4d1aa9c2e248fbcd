using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Loading;

/// <summary>
/// Changes that a run makes to its harness through flags and environment variables, held to the same key table as the file and visible in the
/// run record. Thread-safe.
/// </summary>
public static class HarnessOverrides
{
    private static readonly (string Variable, string Key)[] Variables =
    [
        ("HARNESS_PRODUCER_MODEL", "models.producer"),
        ("HARNESS_EVALUATOR_MODEL", "models.evaluator"),
        ("HARNESS_PLANNER_MODEL", "models.planner"),
        ("HARNESS_EVALUATOR_POOL", "verify.evaluators"),
        ("HARNESS_SYNTH_INSTRUCTION", "instructions.synthesis.research"),
        ("HARNESS_SYNTH_INSTRUCTION_RESEARCH", "instructions.synthesis.research"),
        ("HARNESS_SYNTH_INSTRUCTION_ENUMERATED", "instructions.synthesis.enumerated"),
        ("HARNESS_SYNTH_INSTRUCTION_BEST_PRACTICES", "instructions.synthesis.best_practices"),
        ("WIGGUM_MAX_ROUNDS", "verify.max_rounds"),
    ];

    /// <summary>
    /// What the environment changes: <c>HARNESS_PRODUCER_MODEL</c>, <c>HARNESS_EVALUATOR_MODEL</c>, <c>HARNESS_PLANNER_MODEL</c>,
    /// <c>HARNESS_EVALUATOR_POOL</c> (names separated by commas), <c>HARNESS_SYNTH_INSTRUCTION</c> (for research tasks) and its forms with
    /// <c>_RESEARCH</c>, <c>_ENUMERATED</c> and <c>_BEST_PRACTICES</c>, and <c>WIGGUM_MAX_ROUNDS</c>. Empty variables are not set.
    /// </summary>
    /// <param name="environment">Reads a variable.</param>
    /// <returns>By dotted key, with the variable's value.</returns>
    public static IReadOnlyList<HarnessOverride> FromEnvironment(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return [.. Variables
            .Select(known => (known.Variable, known.Key, Value: environment(known.Variable)))
            .Where(found => !string.IsNullOrWhiteSpace(found.Value))
            .Select(found => new HarnessOverride(found.Key, found.Value!, found.Variable))];
    }

    /// <summary>The harness with these changes, the later ones over the earlier.</summary>
    /// <exception cref="HarnessException">An override names no key or its value does not fit; all of them are reported.</exception>
    public static EffectiveHarness Apply(LoadedHarness harness, IReadOnlyList<HarnessOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(harness);
        ArgumentNullException.ThrowIfNull(overrides);
        var keys = (JsonObject)harness.Resolved.DeepClone();
        var recorded = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<SpecError>();
        foreach (var change in overrides)
        {
            var errors = new SpecErrors(change.Origin);
            Set(keys, change, errors);
            Collect(errors, problems);
            recorded[change.Key] = change.Value;
        }

        if (problems.Count > 0)
            throw new HarnessException(problems);
        var spec = SpecReader.Read(keys);
        var conflicts = new SpecErrors(overrides.Count > 0 ? overrides[^1].Origin : harness.FileName);
        SpecConsistency.Check(spec, new Dictionary<string, YamlValue>(StringComparer.Ordinal), conflicts);
        conflicts.ThrowIfAny();
        return new EffectiveHarness(harness, spec, SpecIdentity.Effective(spec), recorded);
    }

    private static void Collect(SpecErrors errors, List<SpecError> problems)
    {
        try
        {
            errors.ThrowIfAny();
        }
        catch (HarnessException error)
        {
            problems.AddRange(error.Errors);
        }
    }

    private static void Set(JsonObject keys, HarnessOverride change, SpecErrors errors)
    {
        var parent = keys;
        ValueShape shape = SpecKeys.Root;
        var path = change.Key.Split('.');
        for (var i = 0; i < path.Length; i++)
        {
            if (shape is not MapShape map || map.Find(path[i]) is not { } key)
            {
                var known = shape is MapShape here ? here.Keys.Select(candidate => candidate.Name).ToList() : [];
                errors.Add(0, 0, change.Key, $"there is no such key in a harness.{NearestName.Hint(path[i], known)}");
                return;
            }

            shape = key.Shape;
            if (i < path.Length - 1)
                parent = Child(parent, path[i]);
        }

        if (Value(change, shape, errors) is { Valid: true } value)
            parent[path[^1]] = value.Node;
    }

    private static (bool Valid, JsonNode? Node) Value(HarnessOverride change, ValueShape shape, SpecErrors errors)
    {
        if (change.Key is SpecKeys.Harness or SpecKeys.Extends or SpecKeys.Rules or SpecKeys.Tools or "schema" or "kind" || shape is MapShape)
        {
            errors.Add(0, 0, change.Key, "can not be overridden for a run; change the harness instead");
            return (false, null);
        }

        var tree = shape switch
        {
            TextShape => new YamlScalar(0, 0, change.Value, Plain: false),
            ListShape { Item: TextShape } => Names(change.Value),
            _ => new YamlTreeReader(change.Value, errors).Read(),
        };
        if (tree is null && !errors.Any)
            errors.Add(0, 0, change.Key, $"expected {shape.Expected}, found nothing");
        var node = tree is null ? null : new SpecValidator(errors, lookForSecrets: true).Validate(tree, shape, change.Key);
        return (!errors.Any, node);
    }

    private static YamlList Names(string value) => new(0, 0,
        [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new YamlScalar(0, 0, name, Plain: false))]);

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
            return child;
        var created = new JsonObject();
        parent[name] = created;
        return created;
    }
}
