using Flywheel.Harness.Loading;
using Flywheel.Harness.Runs;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Linting;

/// <summary>What lint looks at. Immutable and thread-safe.</summary>
public sealed record LintContext
{
    /// <summary>The harness.</summary>
    public required LoadedHarness Harness { get; init; }

    /// <summary>Its runs, oldest first; empty when they are not known, then nothing is said about them.</summary>
    public IReadOnlyList<RunFact> Runs { get; init; } = [];

    /// <summary>The present day.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The version the harness is, or will be when it is committed; null when it has none.</summary>
    public int? Version { get; init; }

    /// <summary>From where on lint speaks.</summary>
    public LintOptions Options { get; init; } = new();

    internal HarnessSpec Spec => Harness.Spec;

    internal int LineOf(string key) => Harness.Places.TryGetValue(key, out var place) ? place.Line : 0;

    internal int LineOf(OperatingRule rule)
    {
        for (var i = 0; Harness.Places.TryGetValue(FormattableString.Invariant($"rules[{i}].id"), out var id); i++)
        {
            if (id is YamlScalar { Text: var text } && text.Trim() == rule.Id)
                return id.Line;
        }

        return 0;
    }
}
