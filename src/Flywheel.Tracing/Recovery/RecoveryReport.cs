using System.Text.Json;

namespace Flywheel.Tracing.Recovery;

/// <summary>What recovery did; the output of <c>runs recover --json</c>. Immutable and thread-safe.</summary>
/// <param name="Recovered">Runs whose process died: each has an ERROR record now.</param>
/// <param name="Appended">Finished runs whose record had not reached the log: it has now.</param>
/// <param name="StillRunning">Runs that are alive.</param>
public sealed record RecoveryReport(IReadOnlyList<string> Recovered, IReadOnlyList<string> Appended, IReadOnlyList<string> StillRunning)
{
    /// <summary>What could not be settled, a full disk for example; it stays as it is until the next recovery.</summary>
    public IReadOnlyList<RecoveryFailure> Failed { get; init; } = [];

    /// <summary>Whether there was nothing to do.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool NothingDone => Recovered.Count == 0 && Appended.Count == 0 && Failed.Count == 0;

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecoveryJson.Default.RecoveryReport);
}

/// <summary>A run that could not be settled.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">Why, for a person.</param>
public sealed record RecoveryFailure(string RunId, string Reason);
