namespace Flywheel.Harness.Registry;

/// <summary>Who works with a registry, and by which rules. Immutable and thread-safe.</summary>
public sealed record RegistryOptions
{
    /// <summary>Who acts: <c>FLYWHEEL_ACTOR</c>, else the git user, else the user of the operating system.</summary>
    public required string Actor { get; init; }

    /// <summary>The folder outside the workspace where heads are registered.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Approvals, by people other than the author, that production needs; 0 for none.</summary>
    public int RequireReview { get; init; }
}
