using Flywheel.Harness.History;

namespace Flywheel.Harness.Audit;

/// <summary>
/// Whether the events of an unbroken chain make sense together. A registry never writes what is reported here: someone who could compute hashes did.
/// Thread-safe.
/// </summary>
internal static class HistorySense
{
    public static IEnumerable<string> Check(string harness, IReadOnlyList<HistoryEvent> events)
    {
        var hashes = new List<string>();
        var authors = new List<string>();
        foreach (var happened in events)
        {
            if (Problem(happened, hashes, authors) is { } problem)
                yield return FormattableString.Invariant($"Event {happened.Seq} of '{harness}': {problem}.");
            if (happened.Event != HistoryEvents.Committed)
                continue;
            hashes.Add(happened.Content ?? "");
            authors.Add(happened.Actor);
        }
    }

    private static string? Problem(HistoryEvent happened, List<string> hashes, List<string> authors)
    {
        if (!HistoryEvents.All.Contains(happened.Event, StringComparer.Ordinal))
            return $"the kind '{happened.Event}' is not known to this version of the product";
        if (happened.Actor.Length == 0)
            return "it names no actor";
        if (happened.Event == HistoryEvents.Committed)
            return happened.Version == hashes.Count + 1 ? null : FormattableString.Invariant($"it makes version {happened.Version} where {hashes.Count + 1} follows");
        if (happened.Version is not { } version)
            return happened.Event == HistoryEvents.RolledBack ? null : "it names no version";
        if (version < 1 || version > hashes.Count)
            return FormattableString.Invariant($"it is about version {version}, which did not exist");
        return happened.Event switch
        {
            HistoryEvents.Reviewed when authors[version - 1] == happened.Actor => "the reviewer is the author",
            HistoryEvents.Deployed when happened.Channel == Channels.Production => Production(happened, hashes[version - 1]),
            _ => null,
        };
    }

    private static string? Production(HistoryEvent happened, string hash)
    {
        if (happened.Gate is not { } gate)
            return string.IsNullOrEmpty(happened.Override) ? "production was moved without a gate and without a reason" : null;
        return gate.Decision == "ACCEPT" && gate.CandidateHash == hash ? null : "production was moved on a gate that did not accept this content";
    }
}
