using Flywheel.Agents.Embedded.Writing;
using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;

namespace Flywheel.Agents.Embedded.Composition;

/// <summary>What document is wanted.</summary>
/// <param name="Task">The task, read.</param>
/// <param name="Type">Its type, as the planner settled it.</param>
/// <param name="ExpectedSections">Exact number of sections asked for, or null.</param>
/// <param name="Rules">What the harness and the skills require.</param>
/// <param name="Lenient">Whether less relevant items may fill up to the number: the second try after a wrong count.</param>
internal sealed record CompositionOrder(TaskReading Task, TaskType Type, int? ExpectedSections, WritingRules Rules, bool Lenient)
{
    /// <summary>
    /// The exact number of sections, or null. What the user asked for goes before a rule of the harness.
    /// </summary>
    public int? ExactCount => ExpectedSections ?? Rules.ItemCount ?? (Type == TaskType.Enumerated ? Task.ExpectedCount : null);
}
