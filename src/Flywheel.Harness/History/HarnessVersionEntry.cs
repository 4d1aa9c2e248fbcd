using System.Text.Json;

namespace Flywheel.Harness.History;

/// <summary>A committed version with everything the history says about it. Immutable and thread-safe.</summary>
public sealed record HarnessVersionEntry
{
    /// <summary>The number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The identity: SHA-256 of the canonical content.</summary>
    public required string Hash { get; init; }

    /// <summary>The blob with the file as it was written.</summary>
    public required string Source { get; init; }

    /// <summary>The version it was made from, or null.</summary>
    public int? Parent { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>What and why.</summary>
    public required ChangeManifest Manifest { get; init; }

    /// <summary>What changed against the parent.</summary>
    public IReadOnlyList<RecordedChange> Changes { get; init; } = [];

    /// <summary>Evidence that came, changed or (null) went with this version, by rule.</summary>
    public IReadOnlyDictionary<string, JsonElement?> Evidence { get; init; } = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);

    /// <summary>The git commit it came from, or null.</summary>
    public GitOrigin? Git { get; init; }

    /// <summary>Its names.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What reviewers said, oldest first.</summary>
    public IReadOnlyList<VersionReview> Reviews { get; init; } = [];

    /// <summary>What gates said, oldest first; those that a deployment rested on included.</summary>
    public IReadOnlyList<GateEvidence> Gates { get; init; } = [];

    /// <summary>The reviewers whose last word was to approve.</summary>
    public IReadOnlyList<string> Approvals => LastWord(VersionReview.Approve);

    /// <summary>The reviewers whose last word was to reject.</summary>
    public IReadOnlyList<string> Rejections => LastWord(VersionReview.Reject);

    private List<string> LastWord(string verdict) =>
        [.. Reviews.GroupBy(review => review.Reviewer, StringComparer.Ordinal).Where(reviews => reviews.Last().Verdict == verdict).Select(reviews => reviews.Key)];
}

/// <summary>A reviewer's word on a version.</summary>
/// <param name="Reviewer">Who.</param>
/// <param name="Verdict"><see cref="Approve"/> or <see cref="Reject"/>.</param>
/// <param name="Comment">Why.</param>
/// <param name="Timestamp">When.</param>
public sealed record VersionReview(string Reviewer, string Verdict, string Comment, DateTimeOffset Timestamp)
{
    /// <summary>The version may go to production.</summary>
    public const string Approve = "approve";

    /// <summary>The version may not.</summary>
    public const string Reject = "reject";
}
