using System.Globalization;
using Flywheel.Harness.History;
using Flywheel.Harness.Keys;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Registry;

/// <summary>A deployment as it is asked for. Immutable and thread-safe.</summary>
public sealed record DeploymentRequest
{
    private const double DefaultPercent = 10;

    /// <summary>The channel, one of <see cref="Channels"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>Of a canary: its share of tasks, in percent, above 0 and at most 100.</summary>
    public double Percent { get; init; } = DefaultPercent;

    /// <summary>The gate whose ACCEPT speaks for the version, or null.</summary>
    public string? GateId { get; init; }

    /// <summary>Why production is moved without a gate, or null.</summary>
    public string? Override { get; init; }

    /// <summary>Why, for the history; may be null.</summary>
    public string? Reason { get; init; }

    /// <summary>Reads <c>production</c>, <c>staging</c>, <c>canary</c> or <c>canary:25</c>.</summary>
    /// <exception cref="HarnessException">The text names no channel.</exception>
    public static DeploymentRequest To(string channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var parts = channel.Split(':', 2);
        if (!Channels.All.Contains(parts[0], StringComparer.Ordinal))
            throw new HarnessException($"There is no channel '{parts[0]}'.{NearestName.Hint(parts[0], Channels.All)} Channels: {string.Join(", ", Channels.All)}.");
        if (parts.Length == 1)
            return new DeploymentRequest { Channel = parts[0] };
        var valid = double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100;
        return valid && parts[0] == Channels.Canary
            ? new DeploymentRequest { Channel = parts[0], Percent = percent }
            : throw new HarnessException($"'{channel}' is no channel: only a canary has a share, as in canary:10, above 0 and at most 100 percent.");
    }
}
