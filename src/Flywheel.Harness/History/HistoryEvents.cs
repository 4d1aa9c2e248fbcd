namespace Flywheel.Harness.History;

/// <summary>The kinds of events in a history.</summary>
public static class HistoryEvents
{
    /// <summary>A version was made; it never changes.</summary>
    public const string Committed = "version_committed";

    /// <summary>A version got a name.</summary>
    public const string Tagged = "tagged";

    /// <summary>Someone other than the author approved or rejected a version.</summary>
    public const string Reviewed = "reviewed";

    /// <summary>A gate judged a version.</summary>
    public const string Evaluated = "evaluated";

    /// <summary>A channel was moved to a version.</summary>
    public const string Deployed = "deployed";

    /// <summary>A channel was moved back.</summary>
    public const string RolledBack = "rolled_back";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Committed, Tagged, Reviewed, Evaluated, Deployed, RolledBack];
}
