using Flywheel.Agents.Search;
using Flywheel.Harness.Loading;
using Flywheel.Tracing.Records;
using Flywheel.Tracing.Runs;

namespace Flywheel.Cli.Running;

/// <summary>A run whose every input was found good; nothing has been written yet. Immutable.</summary>
internal sealed record PlannedRun
{
    /// <summary>The task without skill words and without the phrase that names the output.</summary>
    public required string Task { get; init; }

    /// <summary>Skills asked for.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    /// <summary>The rules.</summary>
    public required EffectiveHarness Harness { get; init; }

    /// <summary>The models.</summary>
    public required Crew Crew { get; init; }

    /// <summary>What is searched.</summary>
    public required CorpusSearch Corpus { get; init; }

    /// <summary>Whether research of the same task may be remembered from an earlier run.</summary>
    public required bool RemembersResearch { get; init; }

    /// <summary>Where the output goes, or null for the workspace.</summary>
    public required string? OutputPath { get; init; }

    /// <summary>The session, or null.</summary>
    public required string? Session { get; init; }

    /// <summary>What is known at the start.</summary>
    public required RunStart Start { get; init; }

    /// <summary>What runs cost besides tokens.</summary>
    public required LeverageCosts Costs { get; init; }
}
