namespace Flywheel.Harness.History;

/// <summary>The sum of a history's events: versions, tags, reviews, what each channel holds. Immutable and thread-safe.</summary>
public sealed class HarnessState
{
    private readonly List<HarnessVersionEntry> _versions = [];
    private readonly Dictionary<string, ChannelState> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);

    private HarnessState(IReadOnlyList<HistoryEvent> events) => Events = events;

    /// <summary>The events it is the sum of.</summary>
    public IReadOnlyList<HistoryEvent> Events { get; }

    /// <summary>Every version, by number; version n is at n − 1.</summary>
    public IReadOnlyList<HarnessVersionEntry> Versions => _versions;

    /// <summary>The versions that have names.</summary>
    public IReadOnlyDictionary<string, int> Tags => _tags;

    /// <summary>The newest version, or null.</summary>
    public HarnessVersionEntry? Latest => _versions.Count == 0 ? null : _versions[^1];

    /// <summary>What a channel holds, or null.</summary>
    public ChannelState? Channel(string channel) => _channels.GetValueOrDefault(channel);

    /// <summary>The sum of all events.</summary>
    public static HarnessState Of(IReadOnlyList<HistoryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var state = new HarnessState(events);
        foreach (var happened in events)
            state.Add(happened);
        return state;
    }

    /// <summary>The sum of the events up to a moment, that moment included.</summary>
    public HarnessState At(DateTimeOffset moment) => Of([.. Events.TakeWhile(happened => happened.Timestamp <= moment)]);

    private void Add(HistoryEvent happened)
    {
        switch (happened.Event)
        {
            case HistoryEvents.Committed:
                AddVersion(happened);
                break;
            case HistoryEvents.Tagged when happened.Tag is { } tag && Known(happened.Version) is { } version:
                Untag(tag);
                _tags[tag] = version;
                Change(version, entry => entry with { Tags = [.. entry.Tags, tag] });
                break;
            case HistoryEvents.Reviewed when Known(happened.Version) is { } version:
                Change(version, entry => entry with { Reviews = [.. entry.Reviews, new VersionReview(happened.Actor, happened.Verdict ?? "", happened.Comment ?? "", happened.Timestamp)] });
                break;
            case HistoryEvents.Evaluated when Known(happened.Version) is { } version && happened.Gate is { } gate:
                Change(version, entry => entry with { Gates = [.. entry.Gates, gate] });
                break;
            case HistoryEvents.Deployed when Known(happened.Version) is { } version && happened.Channel is { } channel:
                Deploy(channel, version, happened);
                break;
            case HistoryEvents.RolledBack when happened.Channel is { } channel:
                RollBack(channel, happened);
                break;
            default:
                break; // an event of a newer product: it stays in the chain and changes nothing here
        }
    }

    private void AddVersion(HistoryEvent happened) => _versions.Add(new HarnessVersionEntry
    {
        Number = _versions.Count + 1,
        Hash = happened.Content ?? "",
        Source = happened.Source ?? "",
        Parent = happened.Parent,
        Timestamp = happened.Timestamp,
        Actor = happened.Actor,
        Manifest = happened.Manifest ?? new ChangeManifest(),
        Changes = happened.Changes ?? [],
        Evidence = happened.Evidence ?? new Dictionary<string, System.Text.Json.JsonElement?>(StringComparer.Ordinal),
        Git = happened.Git,
    });

    private void Deploy(string channel, int version, HistoryEvent happened)
    {
        if (happened.Gate is { } gate)
            Change(version, entry => entry.Gates.Any(known => known.GateId == gate.GateId) ? entry : entry with { Gates = [.. entry.Gates, gate] });
        _channels[channel] = new ChannelState
        {
            Channel = channel,
            Version = version,
            Hash = _versions[version - 1].Hash,
            Since = happened.Timestamp,
            Seq = happened.Seq,
            Actor = happened.Actor,
            Gate = happened.Gate,
            Override = happened.Override,
            Percent = happened.Percent ?? 0,
            Before = _channels.GetValueOrDefault(channel),
        };
        if (channel == Channels.Production && _channels.TryGetValue(Channels.Canary, out var canary) && canary.Version == version)
            _channels.Remove(Channels.Canary); // the canary became what everyone runs
    }

    // Going back again goes further back: what is left is not returned to.
    private void RollBack(string channel, HistoryEvent happened)
    {
        var target = _channels.GetValueOrDefault(channel)?.Before;
        while (target is not null && target.Version != happened.Version)
            target = target.Before;
        if (happened.Version is null || target is null)
            _channels.Remove(channel);
        else
            _channels[channel] = target with { Since = happened.Timestamp, Seq = happened.Seq, Actor = happened.Actor };
    }

    private void Untag(string tag)
    {
        if (_tags.TryGetValue(tag, out var version))
            Change(version, entry => entry with { Tags = [.. entry.Tags.Where(known => known != tag)] });
    }

    private int? Known(int? version) => version >= 1 && version <= _versions.Count ? version : null;

    private void Change(int version, Func<HarnessVersionEntry, HarnessVersionEntry> change) => _versions[version - 1] = change(_versions[version - 1]);
}
