namespace Flywheel.Cli.Health;

/// <summary>What <c>doctor</c> found about one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="State">How it is.</param>
/// <param name="Finding">What was found, and what to do.</param>
internal sealed record HealthCheck(string Name, HealthState State, string Finding);

/// <summary>How a thing is.</summary>
internal enum HealthState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Something optional is missing, or deserves a look.</summary>
    Warning,

    /// <summary>Runs will not work.</summary>
    Failed,
}
