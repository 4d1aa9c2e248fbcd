namespace Flywheel.Agents.Sources;

/// <summary>What kind of document a task asks for.</summary>
public enum TaskType
{
    /// <summary>"Top N …": exactly N items.</summary>
    Enumerated,

    /// <summary>"Best practices …", "how to …".</summary>
    BestPractices,

    /// <summary>Everything else.</summary>
    Research,
}
