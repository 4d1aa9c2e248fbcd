using Flywheel.Agents.Measures;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Directives;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

/// <summary>Small drafts about caches, made for one test each.</summary>
internal static class Draft
{
    public const string Good = """
        # Three ways to keep a cache warm

        A cold cache makes readers wait, because every entry has to be read from the disk first [1]. The three ways differ in what they cost [1].

        ## 1. Prefetch the next page

        Prefetching loads the next page before a reader asks for it, so the reader finds it in the cache [2]. For example, a reader of 40 pages waits once instead of 40 times [2]. Prefetching does not help when readers jump around at random [2].

        ## 2. Refresh before expiry

        Refreshing an entry shortly before it expires keeps it in the cache, because the entry never becomes stale [3]. In one measurement of 300 entries, refreshing cut the misses by 70 per cent [3]. Refreshing is wasteful for entries that nobody reads again [3].

        ## 3. Load a snapshot at the start

        Loading a snapshot of the entries fills the cache before the first reader arrives, since the snapshot holds what was read yesterday [4]. For example, a server with a snapshot of 5 gigabytes answers at full speed after 20 seconds [4]. A snapshot is a poor choice when entries change every hour [4].

        ## Sources

        [1] corpus/caches.md, lines 3–4 — Keeping a cache warm
        [2] corpus/caches.md, lines 8–10 — Keeping a cache warm § Prefetch the next page
        [3] corpus/caches.md, lines 14–16 — Keeping a cache warm § Refresh before expiry
        [4] corpus/snapshots.md, lines 3–5 — Warming a cache from a snapshot
        """;

    public static IReadOnlyList<SourcePassage> Evidence { get; } =
    [
        Passage("corpus/caches.md", "Keeping a cache warm", null, 3, 4,
            "A cold cache makes readers wait, because every entry has to be read from the disk first.\nThe three ways to keep a cache warm differ in what they cost."),
        Passage("corpus/caches.md", "Keeping a cache warm", "Prefetch the next page", 8, 10,
            "Prefetching loads the next page before a reader asks for it, so the reader finds it in the cache.\nFor example, a reader of 40 pages waits once instead of 40 times.\nPrefetching does not help when readers jump around at random."),
        Passage("corpus/caches.md", "Keeping a cache warm", "Refresh before expiry", 14, 16,
            "Refreshing an entry shortly before it expires keeps it in the cache, because the entry never becomes stale.\nIn one measurement of 300 entries, refreshing cut the misses by 70 per cent.\nRefreshing is wasteful for entries that nobody reads again."),
        Passage("corpus/snapshots.md", "Warming a cache from a snapshot", null, 3, 5,
            "Loading a snapshot of the entries fills the cache before the first reader arrives, since the snapshot holds what was read yesterday.\nFor example, a server with a snapshot of 5 gigabytes answers at full speed after 20 seconds.\nA snapshot is a poor choice when entries change every hour."),
        Passage("corpus/gardens.md", "Watering a garden", null, 3, 5,
            "Water the beds early in the morning, because the sun dries wet leaves slowly then.\nTomatoes need 2 litres a day in July."),
    ];

    /// <summary>A draft with this text, and these rules in force.</summary>
    public static DraftUnderTest Of(string text, params Directive?[] rules) => new()
    {
        Task = "Top 3 ways to keep a cache warm",
        TaskType = TaskType.Enumerated,
        ExpectedSections = 3,
        Text = text,
        Evidence = Evidence,
        Harness = Harness(rules),
    };

    /// <summary>A harness whose rules are called r0, r1, …</summary>
    public static HarnessSpec Harness(params Directive?[] rules) => new()
    {
        Name = "test",
        Rules = [.. rules.Select((directive, i) => new OperatingRule { Id = FormattableString.Invariant($"r{i}"), Stage = "synthesis", Text = "A rule.", Directive = directive })],
    };

    /// <summary>What one measure says of a draft.</summary>
    public static Measurement Measure(this DraftUnderTest draft, string dimension) =>
        DocumentMeasures.Measure(draft).Single(measurement => measurement.Dimension == dimension);

    private static SourcePassage Passage(string location, string title, string? heading, int start, int end, string text) =>
        new() { Location = location, Title = title, Heading = heading, StartLine = start, EndLine = end, Offset = start * 100, Text = text };
}
