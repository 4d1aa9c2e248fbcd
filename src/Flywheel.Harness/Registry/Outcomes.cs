using Flywheel.Harness.Diffs;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;

namespace Flywheel.Harness.Registry;

/// <summary>What became of an append to a history.</summary>
/// <param name="Event">The event as it stands in the chain.</param>
/// <param name="Notes">What a person should know; empty when all is well.</param>
public sealed record RegistryOutcome(HistoryEvent Event, IReadOnlyList<string> Notes);

/// <summary>A committed version in full.</summary>
/// <param name="Entry">What the history says about it.</param>
/// <param name="Harness">Its content, evidence joined in.</param>
/// <param name="Source">The file as it was written.</param>
public sealed record VersionView(HarnessVersionEntry Entry, LoadedHarness Harness, string Source);

/// <summary>The difference of two versions.</summary>
/// <param name="From">How the first was named.</param>
/// <param name="To">How the second was named.</param>
/// <param name="Changes">What differs.</param>
public sealed record VersionDiff(string From, string To, IReadOnlyList<HarnessChange> Changes);

/// <summary>The harness a task runs under.</summary>
/// <param name="Harness">The harness.</param>
/// <param name="Version">Its number, or null for a working copy or built-in harness.</param>
/// <param name="Channel">The channel it was taken from, or null.</param>
/// <param name="Notes">What a person should know.</param>
public sealed record ResolvedHarness(LoadedHarness Harness, int? Version, string? Channel, IReadOnlyList<string> Notes);
