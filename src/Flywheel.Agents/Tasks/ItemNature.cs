namespace Flywheel.Agents.Tasks;

/// <summary>What the items are that a task asks for: it decides which sections of a source can be one.</summary>
public enum ItemNature
{
    /// <summary>Something to do: ways, techniques, practices, tips.</summary>
    Advice,

    /// <summary>Something that goes wrong: failure modes, mistakes, risks, biases.</summary>
    Problem,

    /// <summary>Anything else that can be listed: tools, metrics, reasons.</summary>
    Thing,
}
