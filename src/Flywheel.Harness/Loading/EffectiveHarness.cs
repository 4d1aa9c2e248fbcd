using Flywheel.Harness.Specs;
using Flywheel.Storage.Blobs;

namespace Flywheel.Harness.Loading;

/// <summary>What a run really works under: a harness, its defaults, and the run's overrides. Immutable and thread-safe.</summary>
/// <param name="Harness">The file.</param>
/// <param name="Spec">Every key at its effective value.</param>
/// <param name="EffectiveHash">SHA-256 of the canonical form of <paramref name="Spec"/>: two runs with the same effective hash ran under the same rules.</param>
/// <param name="Overrides">What was overridden, by dotted key; part of the run record.</param>
public sealed record EffectiveHarness(LoadedHarness Harness, HarnessSpec Spec, BlobId EffectiveHash, IReadOnlyDictionary<string, string> Overrides);
