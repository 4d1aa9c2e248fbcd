namespace Flywheel.Cli.Progress;

/// <summary>A running run at one moment. Immutable.</summary>
/// <param name="ElapsedMs">Since its start.</param>
/// <param name="Stages">In the order in which they were entered.</param>
/// <param name="Rounds">Scores of the rounds so far; null where a round could not be scored.</param>
/// <param name="Notices">The latest, oldest first.</param>
internal sealed record ProgressSnapshot(
    double ElapsedMs, IReadOnlyList<StageProgress> Stages, IReadOnlyList<(int Round, double? Score)> Rounds, IReadOnlyList<string> Notices)
{
    /// <summary>Tokens of all stages.</summary>
    public long Tokens => Stages.Sum(static stage => stage.Tokens);
}

/// <summary>A stage at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ms">Since it was entered, or its whole length.</param>
/// <param name="Condition">How it is.</param>
/// <param name="Tokens">Sent and received.</param>
/// <param name="ToolCalls">Searches and tool calls.</param>
/// <param name="IsScored">Whether its round was evaluated.</param>
/// <param name="Score">The round's score; null when it could not be scored.</param>
/// <param name="Activities">Model calls and parallel lanes.</param>
internal sealed record StageProgress(
    string Name, double Ms, StageCondition Condition, long Tokens, int ToolCalls, bool IsScored, double? Score, IReadOnlyList<ActivityProgress> Activities);

/// <summary>Something below a stage at one moment.</summary>
/// <param name="Lane">Where it happens.</param>
/// <param name="Name">What it is.</param>
/// <param name="Ms">Since it began, or its whole length.</param>
/// <param name="IsDone">Whether it ended.</param>
internal sealed record ActivityProgress(string Lane, string Name, double Ms, bool IsDone);

/// <summary>How a stage is.</summary>
internal enum StageCondition
{
    /// <summary>Entered and not left.</summary>
    Running,

    /// <summary>Left.</summary>
    Done,

    /// <summary>The run ended in it with an error.</summary>
    Broken,
}
