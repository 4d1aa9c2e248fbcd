using Flywheel.Tracing.Records;

namespace Flywheel.Tracing.Runs;

/// <summary>One round of the verification loop. Immutable and thread-safe.</summary>
public sealed record VerificationRound
{
    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    /// <summary>0–10, or null when the evaluation could not be read.</summary>
    public double? Score { get; init; }

    /// <summary>0–10 per dimension; null where one could not be read.</summary>
    public IReadOnlyDictionary<string, double?> Dimensions { get; init; } = new Dictionary<string, double?>(StringComparer.Ordinal);

    /// <summary><c>measured</c> or the model that judged.</summary>
    public required string Evaluator { get; init; }

    /// <summary>What was found wrong.</summary>
    public IReadOnlyList<string> Issues { get; init; } = [];

    /// <summary>Advice; for an unscored round why it has no score.</summary>
    public string Feedback { get; init; } = "";

    /// <summary>What the panel said.</summary>
    public IReadOnlyList<PanelReview> Panel { get; init; } = [];
}
