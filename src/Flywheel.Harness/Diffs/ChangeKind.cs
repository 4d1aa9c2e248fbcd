namespace Flywheel.Harness.Diffs;

/// <summary>What happened to a key.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It has another value.</summary>
    Changed,

    /// <summary>The entries of a list stand in another order.</summary>
    Moved,
}
