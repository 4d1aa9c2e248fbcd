using System.Text.Json.Nodes;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Tests.Generators;

/// <summary>Changes a valid harness at random into another valid one: values, keys, entries, order.</summary>
internal sealed class SpecMutator
{
    private readonly Random _random;
    private readonly SpecGenerator _generator;

    public SpecMutator(int seed)
    {
        _random = new Random(seed ^ 0x5EED);
        _generator = new SpecGenerator(seed + 1);
    }

    public JsonObject Mutate(JsonObject spec)
    {
        var mutated = (JsonObject)spec.DeepClone();
        var other = _generator.Spec();
        foreach (var key in SpecKeys.Root.Keys.Where(key => !key.Required && key.Name != SpecKeys.Extends))
        {
            switch (_random.Next(5))
            {
                case 0:
                    mutated.Remove(key.Name);
                    break;
                case 1 when other.ContainsKey(key.Name):
                    mutated[key.Name] = other[key.Name]?.DeepClone();
                    break;
                case 2 when mutated[key.Name] is JsonArray list && key.Shape is ListShape { Identity: { } identity }:
                    MutateEntries(list, other[key.Name] as JsonArray ?? [], identity);
                    break;
                default:
                    break;
            }
        }

        return mutated;
    }

    private void MutateEntries(JsonArray list, JsonArray others, string identity)
    {
        var entries = list.Select(entry => (JsonObject)entry!.DeepClone()).ToList();
        if (_random.Next(2) == 0)
            entries = [.. entries.OrderBy(_ => _random.Next())];
        entries = [.. entries.Where(_ => _random.Next(4) > 0)];
        foreach (var entry in others.Select(entry => (JsonObject)entry!.DeepClone()))
        {
            if (entries.All(known => known[identity]!.GetValue<string>() != entry[identity]!.GetValue<string>()))
                entries.Insert(_random.Next(entries.Count + 1), entry);
        }

        if (entries.Count > 0 && entries[0].ContainsKey("text"))
            entries[0]["text"] = "Reworded " + _random.Next(100);
        list.Clear();
        foreach (var entry in entries)
            list.Add(entry);
    }
}
