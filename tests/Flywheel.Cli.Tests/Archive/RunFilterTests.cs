using Flywheel.Cli.Archive;
using Flywheel.Cli.Tests.Sandbox;

namespace Flywheel.Cli.Tests.Archive;

public sealed class RunFilterTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Everything_matches_no_filter() => RunFilter.All.Matches(SampleRuns.Passed()).ShouldBeTrue();

    [Fact]
    public void Each_filter_tells_runs_apart()
    {
        ShouldPick(new RunFilter { Session = "april" });
        ShouldPick(new RunFilter { TaskType = "enumerated" });
        ShouldPick(new RunFilter { Model = "QWEN" });
        ShouldPick(new RunFilter { Harness = "research" });
        ShouldPick(new RunFilter { Harness = "research@7" });
        ShouldPick(new RunFilter { Final = "pass" });
        ShouldPick(new RunFilter { MinScore = 8 });
        ShouldPick(new RunFilter { MaxScore = 9 });
        ShouldPick(new RunFilter { Until = new DateTimeOffset(2026, 4, 11, 0, 0, 0, TimeSpan.Zero) });
        ShouldPick(new RunFilter { Text = "ENGINEERING context" });
        ShouldPick(new RunFilter { Text = "no example" });
    }

    [Fact]
    public void All_filters_must_hold() =>
        new RunFilter { Final = "PASS", MinScore = 9 }.Matches(SampleRuns.Passed()).ShouldBeFalse();

    [Fact]
    public void A_run_without_a_score_has_no_place_between_scores()
    {
        new RunFilter { MinScore = 0 }.Matches(SampleRuns.Broken()).ShouldBeFalse();
        new RunFilter { MaxScore = 10 }.Matches(SampleRuns.Broken()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("7d", "2026-04-05T12:00:00Z")]
    [InlineData("24h", "2026-04-11T12:00:00Z")]
    [InlineData("90m", "2026-04-12T10:30:00Z")]
    [InlineData("2w", "2026-03-29T12:00:00Z")]
    [InlineData("1.5d", "2026-04-11T00:00:00Z")]
    [InlineData("2026-04-10", "2026-04-10T00:00:00Z")]
    [InlineData("2026-04-10T14:30", "2026-04-10T14:30:00Z")]
    [InlineData("2026-04-10T14:30:00+02:00", "2026-04-10T12:30:00Z")]
    public void A_moment_is_a_date_a_time_or_a_span(string text, string expected)
    {
        RunFilter.TryReadMoment(text, Now, out var moment).ShouldBeTrue();
        moment.ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("7")]
    [InlineData("d")]
    [InlineData("-7d")]
    [InlineData("99999999999d")]
    [InlineData("")]
    public void Anything_else_is_no_moment(string text) => RunFilter.TryReadMoment(text, Now, out _).ShouldBeFalse();

    private static void ShouldPick(RunFilter filter)
    {
        filter.Matches(SampleRuns.Passed()).ShouldBeTrue(filter.ToString());
        filter.Matches(SampleRuns.Broken()).ShouldBeFalse(filter.ToString());
    }
}
