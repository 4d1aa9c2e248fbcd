using System.Text;
using System.Text.Json;
using Flywheel.Harness.Runs;

namespace Flywheel.Harness.Tests.Linting;

/// <summary>A harness being made, with the faults that were planted in it.</summary>
internal sealed class FaultyHarness(string name, Random random)
{
    private readonly List<(string Id, string Stage, string Text, string? Directive, string? Evidence)> _rules = [];
    private int _next;

    public Dictionary<string, string> Instructions { get; } = new(StringComparer.Ordinal);

    public List<(string Lint, string[] Subjects)> Planted { get; } = [];

    public List<string> Head { get; } = [];

    public HashSet<string> Unused { get; } = new(StringComparer.Ordinal);

    public Random Random => random;

    public string Name => name;

    public string Add(string stage, string text, string? directive = null, string? evidence = null)
    {
        var id = $"r{_next++}";
        _rules.Add((id, stage, text, directive, evidence));
        return id;
    }

    /// <summary>Takes out what would clash with a fault about to be planted.</summary>
    public void RemoveDirectives(params string[] kinds) =>
        _rules.RemoveAll(rule => rule.Directive is not null && !Planted.Exists(fault => fault.Subjects.Contains(rule.Id)) && kinds.Any(kind => rule.Directive.Contains($"kind: {kind}", StringComparison.Ordinal)));

    public string Text()
    {
        var text = new StringBuilder().Append("harness: ").Append(name).Append('\n');
        foreach (var line in Head)
            text.Append(line).Append('\n');
        text.Append("instructions: ").Append(JsonSerializer.Serialize(new
        {
            synthesis = Instructions.Where(entry => entry.Key.StartsWith("synthesis.", StringComparison.Ordinal)).ToDictionary(entry => entry.Key["synthesis.".Length..], entry => entry.Value, StringComparer.Ordinal),
            revise = Instructions.GetValueOrDefault("revise", ""),
            system = Instructions.GetValueOrDefault("system", ""),
        })).Append("\nrules:\n");
        foreach (var rule in _rules.OrderBy(_ => random.Next()))
        {
            text.Append("  - id: ").Append(rule.Id).Append("\n    stage: ").Append(rule.Stage).Append("\n    text: ").Append(JsonSerializer.Serialize(rule.Text)).Append('\n');
            if (rule.Directive is not null)
                text.Append("    directive: ").Append(rule.Directive).Append('\n');
            if (rule.Evidence is not null)
                text.Append("    evidence: ").Append(rule.Evidence).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Runs in which every rule was put to the test, except the unused ones.</summary>
    public IReadOnlyList<RunFact> Runs()
    {
        var results = _rules.ToDictionary(rule => rule.Id, rule => Unused.Contains(rule.Id) ? "not_applicable" : "obeyed", StringComparer.Ordinal);
        return [.. Enumerable.Repeat(new RunFact { Harness = name, Final = "PASS", RuleResults = results }, 60)];
    }
}
