using Flywheel.Agents.Sources;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Measures;

/// <summary>A draft and what it is measured against. Immutable and thread-safe.</summary>
public sealed record DraftUnderTest
{
    /// <summary>The user's task.</summary>
    public required string Task { get; init; }

    /// <summary>The task's type.</summary>
    public required TaskType TaskType { get; init; }

    /// <summary>Exact number of content sections asked for, or null.</summary>
    public int? ExpectedSections { get; init; }

    /// <summary>The draft, Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>The evidence it may rest on.</summary>
    public required IReadOnlyList<SourcePassage> Evidence { get; init; }

    /// <summary>The rules in force (their directives are checked).</summary>
    public required HarnessSpec Harness { get; init; }
}
