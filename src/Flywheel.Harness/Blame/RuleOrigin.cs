using Flywheel.Harness.History;
using Flywheel.Harness.Specs;

namespace Flywheel.Harness.Blame;

/// <summary>Which version, gate and runs brought a rule. Immutable and thread-safe.</summary>
/// <param name="Rule">The rule as it is, its evidence joined in.</param>
/// <param name="AddedIn">The version that added it.</param>
/// <param name="ChangedIn">The version that gave it its present wording and directive.</param>
/// <param name="Gates">The gates that judged the versions which added or changed it.</param>
/// <param name="Runs">The runs that showed the failure it answers, as its evidence and the manifests of those versions name them.</param>
public sealed record RuleOrigin(OperatingRule Rule, HarnessVersionEntry AddedIn, HarnessVersionEntry ChangedIn, IReadOnlyList<GateEvidence> Gates, IReadOnlyList<string> Runs);

/// <summary>Which version brought a key its value.</summary>
/// <param name="Key">For example <c>verify.threshold</c>.</param>
/// <param name="Value">The value as canonical JSON.</param>
/// <param name="SetIn">The version.</param>
public sealed record KeyOrigin(string Key, string Value, HarnessVersionEntry SetIn);

/// <summary>Which version brought a line of the file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line.</param>
/// <param name="Version">The version.</param>
public sealed record LineOrigin(int Number, string Text, int Version);
