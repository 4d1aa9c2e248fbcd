namespace Flywheel.Harness.History;

/// <summary>What a channel holds. Immutable and thread-safe.</summary>
public sealed record ChannelState
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The version.</summary>
    public required int Version { get; init; }

    /// <summary>Its hash.</summary>
    public required string Hash { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The event that put it there.</summary>
    public required int Seq { get; init; }

    /// <summary>Who put it there.</summary>
    public required string Actor { get; init; }

    /// <summary>The gate it rests on, or null.</summary>
    public GateEvidence? Gate { get; init; }

    /// <summary>Why it was put there without a gate, or null.</summary>
    public string? Override { get; init; }

    /// <summary>Of a canary: its share of tasks, in percent.</summary>
    public double Percent { get; init; }

    /// <summary>What the channel held before; null at the start.</summary>
    public ChannelState? Before { get; init; }
}
