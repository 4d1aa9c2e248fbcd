using Flywheel.Harness.Obedience;
using Flywheel.Harness.Runs;
using Flywheel.Harness.Statistics;

namespace Flywheel.Harness.Tests.Obedience;

public class RuleObedienceTests
{
    [Fact]
    public void Rules_are_counted_by_version_and_over_all_versions()
    {
        List<RunFact> runs =
        [
            Run(1, ("cite", "obeyed"), ("short", "violated")),
            Run(1, ("cite", "obeyed"), ("short", "skipped")),
            Run(2, ("cite", "violated"), ("old", "obeyed"), ("short", "not_applicable")),
            Run(2, ("cite", "obeyed")) with { Channel = "trial" },
            Run(2, ("cite", "obeyed")) with { IsChild = true },
            Run(2, ("cite", "obeyed")) with { Harness = "other" },
        ];

        var table = RuleObedience.TableOf(runs, "mine", ["short", "cite", "never"]);

        table.Rules.ShouldBe(
        [
            new RuleObedience("mine", null, "short", 0, 1, 1, 1),
            new RuleObedience("mine", null, "cite", 2, 1, 0, 0),
            new RuleObedience("mine", null, "never", 0, 0, 0, 0),
        ]);
        table.Gone.ShouldBe([new RuleObedience("mine", null, "old", 1, 0, 0, 0)]);
        table.ByVersion.Select(row => $"{row.Version} {row.Rule} {row.Obeyed}/{row.Exercised}").ShouldBe(["1 cite 2/2", "1 short 0/1", "2 cite 0/1", "2 old 1/1", "2 short 0/0"]);
        table.Rules[1].Rate.ShouldBe(Proportion.Wilson(2, 3));
        table.Rules[2].Rate.IsKnown.ShouldBeFalse();
        RuleObedience.Of(runs).ShouldContain(row => row.Harness == "other");
    }

    private static RunFact Run(int version, params (string Rule, string Result)[] results) => new()
    {
        Harness = "mine",
        Version = version,
        Final = "PASS",
        RuleResults = results.ToDictionary(result => result.Rule, result => result.Result, StringComparer.Ordinal),
    };
}
