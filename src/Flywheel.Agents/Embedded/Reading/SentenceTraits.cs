namespace Flywheel.Agents.Embedded.Reading;

/// <summary>What a sentence does for its reader; a sentence may do several things.</summary>
[Flags]
internal enum SentenceTraits
{
    /// <summary>A plain statement.</summary>
    None = 0,

    /// <summary>Says what to do.</summary>
    Advice = 1,

    /// <summary>Says why or how something works.</summary>
    Mechanism = 2,

    /// <summary>Gives an example.</summary>
    Example = 4,

    /// <summary>Carries a figure.</summary>
    Figure = 8,

    /// <summary>Says when something does not help, or what it costs.</summary>
    Caveat = 16,

    /// <summary>Says what something is.</summary>
    Definition = 32,

    /// <summary>Says what goes wrong.</summary>
    Problem = 64,
}
