using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Diffs;

/// <summary>The way to a key: names of mappings, and names of entries in lists. Immutable and thread-safe.</summary>
internal sealed record KeyPath(IReadOnlyList<KeyStep> Steps)
{
    public static KeyPath Root { get; } = new([]);

    public KeyPath Key(string name) => new([.. Steps, new KeyStep(name, IsEntry: false)]);

    public KeyPath Entry(string name) => new([.. Steps, new KeyStep(name, IsEntry: true)]);

    /// <summary>The surface that a change of this key touches, as suites declare them.</summary>
    public string Surface => Steps[0].Name switch
    {
        SpecKeys.Rules => "rules",
        "instructions" => "instructions",
        SpecKeys.Tools or "mcp" => "tools",
        "memory" => "memory",
        "routing" when Steps is [_, { Name: "skills" }, ..] => "skills",
        _ => "config",
    };

    /// <summary>As <c>rules[cite].directive.n</c>.</summary>
    public override string ToString() =>
        string.Concat(Steps.Select((step, i) => step.IsEntry ? $"[{step.Name}]" : i == 0 ? step.Name : "." + step.Name));
}

/// <summary>One step of a <see cref="KeyPath"/>.</summary>
internal readonly record struct KeyStep(string Name, bool IsEntry);
