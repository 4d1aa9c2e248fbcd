using Flywheel.Agents.Planning;

namespace Flywheel.Agents.Skills;

/// <summary>Something a task can ask for by <c>/name</c>, or that switches itself on. Immutable and thread-safe.</summary>
public sealed record Skill
{
    /// <summary>Lower-case, without the slash.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Where it takes part.</summary>
    public required SkillHook Hook { get; init; }

    /// <summary>Whether it switches itself on for a task and its plan; null when only asked for by name.</summary>
    public Func<string, Plan, bool>? Trigger { get; init; }

    /// <summary>What the synthesizer is told, or null.</summary>
    public string? Prompt { get; init; }
}

/// <summary>Where a skill takes part in a run.</summary>
public enum SkillHook
{
    /// <summary>Before the research loop.</summary>
    PreResearch,

    /// <summary>Before the synthesis.</summary>
    PreSynthesis,

    /// <summary>With the evaluation.</summary>
    PostWiggum,
}
