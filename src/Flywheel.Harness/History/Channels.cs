namespace Flywheel.Harness.History;

/// <summary>The places a version can be deployed to.</summary>
public static class Channels
{
    /// <summary>What users run.</summary>
    public const string Production = "production";

    /// <summary>What is tried before.</summary>
    public const string Staging = "staging";

    /// <summary>What a share of the users' tasks runs.</summary>
    public const string Canary = "canary";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Production, Staging, Canary];
}
