namespace Flywheel.Harness.History;

/// <summary>A history as it was read: the events up to the first fault, and what stopped the reading.</summary>
/// <param name="Events">Every event whose place in the chain is proven.</param>
/// <param name="Fault">The first bad line, or null.</param>
/// <param name="TornFrom">The byte where an unfinished last line starts, or null: an append was cut off, or the end was edited.</param>
public sealed record ChainReading(IReadOnlyList<HistoryEvent> Events, ChainFault? Fault, long? TornFrom)
{
    /// <summary>A history nobody has written yet.</summary>
    public static ChainReading Empty { get; } = new([], null, null);

    /// <summary>The last event's hash, or 64 zeros.</summary>
    public string Head => Events.Count == 0 ? HistoryChain.Start : Events[^1].Hash;
}
