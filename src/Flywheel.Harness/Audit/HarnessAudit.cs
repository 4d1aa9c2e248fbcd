using System.Text.Json;
using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Harness.Registry;
using Flywheel.Storage.Logs;
using Flywheel.Storage.Workspaces;

namespace Flywheel.Harness.Audit;

/// <summary>
/// Verifies the history of a harness and answers what was in effect at a moment. The chain shows every change, removal and reordering of lines; a cut
/// end, a history written anew and a copy that went its own way show against the register of this user on this machine; against everyone else only a
/// signed head shows them. Thread-safe.
/// </summary>
public sealed class HarnessAudit
{
    private readonly HarnessRegistry _registry;
    private readonly Workspace _workspace;

    /// <summary>Audits a registry.</summary>
    public HarnessAudit(HarnessRegistry registry, Workspace workspace)
    {
        _registry = registry;
        _workspace = workspace;
    }

    /// <summary>Verifies everything: chain, register, signature, contents of every version, gate records.</summary>
    /// <param name="name">The harness.</param>
    /// <param name="publicKeyPem">The key the head should be signed with, or null.</param>
    /// <exception cref="HarnessException">The key is none.</exception>
    public AuditResult Verify(string name, string? publicKeyPem = null)
    {
        var result = Chain(name, publicKeyPem, out var state);
        var findings = result.Findings.Concat(Contents(name, state)).Concat(GateRecordsOf(state)).ToList();
        return result with { Findings = findings, InEffect = Held(name, state, Channels.Production, findings) };
    }

    /// <summary>Verifies the chain and tells what a channel held at a moment.</summary>
    /// <param name="name">The harness.</param>
    /// <param name="moment">The moment; what happened at it counts.</param>
    /// <param name="channel">The channel.</param>
    public AuditResult At(string name, DateTimeOffset moment, string channel = Channels.Production)
    {
        var result = Chain(name, publicKeyPem: null, out var state);
        var findings = result.Findings.ToList();
        return result with { InEffect = Held(name, state.At(moment), channel, findings), Findings = findings };
    }

    private AuditResult Chain(string name, string? publicKeyPem, out HarnessState state)
    {
        var history = _registry.History(name);
        var reading = history.ReadUnchecked();
        state = HarnessState.Of(reading.Events);
        var fault = reading.Fault ?? Torn(reading) ?? _registry.Register.Check(history.FilePath, reading.Events);
        var (signatureFault, signedBy) = Signature(name, history, reading, publicKeyPem);
        var notes = _registry.Register.OtherPlaces(history.FilePath, reading.Events).Select(place => $"This history is also written in {place}: a copy of the workspace.").ToList();
        if (publicKeyPem is null && File.Exists(history.HeadPath))
            notes.Add("The head is signed; give the public key to check the signature.");
        return new AuditResult
        {
            Harness = name,
            Events = reading.Events.Count,
            Head = reading.Head,
            FirstBad = fault ?? signatureFault,
            SignedBy = signedBy,
            Findings = [.. HistorySense.Check(name, reading.Events)],
            Notes = notes,
        };
    }

    private static ChainFault? Torn(ChainReading reading) => reading.TornFrom is null
        ? null
        : new ChainFault(reading.Events.Count + 1, reading.Events.Count + 1, "the line is not finished: an append was cut off and the next one will set it aside, or the end was edited");

    private static (ChainFault? Fault, string? SignedBy) Signature(string name, HistoryFile history, ChainReading reading, string? publicKeyPem)
    {
        if (publicKeyPem is null)
            return (null, null);
        var signed = SignedHead.Read(history.HeadPath);
        if (signed is null)
            return (new ChainFault(Math.Max(1, reading.Events.Count), Math.Max(1, reading.Events.Count), "the head is not signed"), null);
        try
        {
            var fault = signed.Check(publicKeyPem, name, reading.Events);
            return (fault, fault is null ? FormattableString.Invariant($"{signed.Key} (event {signed.Seq})") : null);
        }
        catch (FormatException error)
        {
            throw new HarnessException($"The public key: {error.Message}", error);
        }
    }

    private IEnumerable<string> Contents(string name, HarnessState state)
    {
        foreach (var version in state.Versions)
        {
            foreach (var read in new Action[] { () => _registry.Contents.Canonical(name, version), () => _registry.Contents.Source(name, version) })
            {
                if (Failure(read) is { } finding)
                    yield return finding;
            }
        }
    }

    private static string? Failure(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (HarnessException error)
        {
            return error.Message;
        }
    }

    // A decision that a deployment rests on is still the record it was.
    private IEnumerable<string> GateRecordsOf(HarnessState state)
    {
        var wanted = state.Versions.SelectMany(version => version.Gates).Where(gate => gate.RecordSha256 is not null).DistinctBy(gate => gate.RecordSha256, StringComparer.Ordinal).ToList();
        var path = _workspace.PathOf("data/gates.jsonl");
        if (wanted.Count == 0)
            return [];
        var present = LogReader.Read(path).Select(line => Storage.Blobs.BlobId.Of(line.Bytes.Span).ToString()).ToHashSet(StringComparer.Ordinal);
        return wanted.Where(gate => !present.Contains(gate.RecordSha256!)).Select(gate => $"The decision of the gate {gate.GateId} is not in {path} as it was when the history relied on it.");
    }

    private InEffect? Held(string name, HarnessState state, string channel, List<string> findings)
    {
        if (state.Channel(channel) is not { } held)
            return null;
        var version = state.Versions[held.Version - 1];
        IReadOnlyList<RuleInEffect> rules = [];
        try
        {
            rules = RulesOf(name, state, version);
        }
        catch (HarnessException error)
        {
            if (!findings.Contains(error.Message, StringComparer.Ordinal))
                findings.Add(error.Message);
        }

        return new InEffect { Version = held.Version, Hash = held.Hash, Channel = channel, Since = held.Since, Gate = held.Gate, Override = held.Override, Rules = rules };
    }

    private IReadOnlyList<RuleInEffect> RulesOf(string name, HarnessState state, HarnessVersionEntry version)
    {
        using var content = JsonDocument.Parse(_registry.Contents.Canonical(name, version));
        var evidence = VersionContents.Evidence(state, version);
        return content.RootElement.TryGetProperty("rules", out var rules)
            ? [.. rules.EnumerateArray().Select(rule => Rule(rule, evidence))]
            : [];
    }

    private static RuleInEffect Rule(JsonElement rule, IReadOnlyDictionary<string, JsonElement> evidence)
    {
        var id = rule.GetProperty("id").GetString()!;
        return new RuleInEffect(id, rule.GetProperty("stage").GetString()!, rule.GetProperty("text").GetString()!, evidence.TryGetValue(id, out var block) ? block.GetRawText() : null);
    }
}
