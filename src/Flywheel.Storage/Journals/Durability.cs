namespace Flywheel.Storage.Journals;

/// <summary>How safe a journal line is when the call returns.</summary>
public enum Durability
{
    /// <summary>Survives the death of the process; the next synced line makes it survive power loss too.</summary>
    Written,

    /// <summary>Survives power loss.</summary>
    Synced,
}
