using Flywheel.Harness.History;
using Flywheel.Harness.Loading;
using Flywheel.Storage.Json;

namespace Flywheel.Harness.Registry;

/// <summary>What may be deployed and what a rollback returns to. Thread-safe.</summary>
internal static class DeploymentPolicy
{
    /// <summary>The event of a deployment.</summary>
    /// <exception cref="DeploymentRefusedException">Evidence or approvals are missing.</exception>
    /// <exception cref="HarnessException">It is there already, or the request contradicts itself.</exception>
    public static HistoryEvent Event(string name, HarnessVersionEntry entry, HarnessState state, DeploymentRequest request, GateEvidence? gate, int requireReview)
    {
        var version = FormattableString.Invariant($"{name}@{entry.Number}");
        var held = state.Channel(request.Channel);
        if (held is not null && held.Version == entry.Number && (request.Channel != Channels.Canary || held.Percent.Equals(request.Percent)))
            throw new HarnessException($"{version} is in {request.Channel} already, since {UtcMilliseconds.Format(held.Since)}.");
        if (request.Override is not null && string.IsNullOrWhiteSpace(request.Override))
            throw new HarnessException("An override says why; give a reason.");
        if (gate is not null && request.Override is not null)
            throw new HarnessException("Give a gate or an override, not both: a deployment rests on one of them.");
        CheckGate(version, entry, gate);
        if (request.Channel == Channels.Production)
            CheckProduction(version, entry, request, gate, requireReview);
        return new HistoryEvent
        {
            Event = HistoryEvents.Deployed,
            Version = entry.Number,
            Channel = request.Channel,
            Percent = request.Channel == Channels.Canary ? request.Percent : null,
            Gate = gate,
            Override = request.Override?.Trim(),
            Reason = string.IsNullOrWhiteSpace(request.Reason) ? null : request.Reason.Trim(),
        };
    }

    /// <summary>The event of a rollback.</summary>
    /// <exception cref="HarnessException">There is nothing to go back to.</exception>
    public static HistoryEvent Rollback(string name, HarnessState state, string channel, HarnessVersionEntry? target, string reason)
    {
        channel = DeploymentRequest.To(channel).Channel;
        var held = state.Channel(channel) ?? throw new HarnessException($"Nothing of '{name}' is deployed to {channel}.");
        var back = channel == Channels.Canary ? null : Earlier(name, held, target);
        return new HistoryEvent
        {
            Event = HistoryEvents.RolledBack,
            Version = back?.Version,
            From = held.Version,
            Channel = channel,
            Reason = reason,
        };
    }

    private static ChannelState Earlier(string name, ChannelState held, HarnessVersionEntry? target)
    {
        var wanted = target?.Number;
        for (var before = held.Before; before is not null; before = before.Before)
        {
            if (before.Version != held.Version && (wanted is null || before.Version == wanted))
                return before;
        }

        throw new HarnessException(wanted is { } version
            ? FormattableString.Invariant($"{name}@{version} was not in {held.Channel} before; a rollback returns only to what was. Deploy it instead.")
            : FormattableString.Invariant($"{name}@{held.Version} is the first version in {held.Channel}; there is nothing to go back to."));
    }

    private static void CheckGate(string version, HarnessVersionEntry entry, GateEvidence? gate)
    {
        if (gate is null)
            return;
        if (!string.Equals(gate.CandidateHash, entry.Hash, StringComparison.Ordinal))
            throw new DeploymentRefusedException($"The gate {gate.GateId} judged another content ({gate.CandidateHash ?? "no hash"}) than that of {version} ({entry.Hash}).");
        if (gate.Decision != GateRecords.Accept)
            throw new DeploymentRefusedException($"The gate {gate.GateId} decided {gate.Decision} about {version}, not {GateRecords.Accept}.");
    }

    private static void CheckProduction(string version, HarnessVersionEntry entry, DeploymentRequest request, GateEvidence? gate, int requireReview)
    {
        if (gate is null && request.Override is null)
            throw new DeploymentRefusedException($"{version} goes to production with an accepting gate of this content (--gate ID), or with --override and a reason that is kept.");
        if (entry.Rejections is { Count: > 0 } rejections)
            throw new DeploymentRefusedException($"{version} was rejected by {string.Join(", ", rejections)}; production waits until they approve.");
        if (entry.Approvals.Count < requireReview)
            throw new DeploymentRefusedException(FormattableString.Invariant($"{version} has {entry.Approvals.Count} of {requireReview} approvals that production needs (flywheel harness review {version} --approve)."));
    }
}
