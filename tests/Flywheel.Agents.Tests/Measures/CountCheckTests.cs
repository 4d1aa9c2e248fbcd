using Flywheel.Agents.Measures;
using Flywheel.Agents.Sources;
using Flywheel.Harness.Directives;

namespace Flywheel.Agents.Tests.Measures;

public class CountCheckTests
{
    [Fact]
    public void The_plan_s_number_comes_first_then_the_rule_s_then_the_task_s()
    {
        var draft = Draft.Of(Draft.Good, new ItemCount(7)) with { ExpectedSections = 5 };

        CountCheck.Of(draft).Expected.ShouldBe(5);
        CountCheck.Of(draft with { ExpectedSections = null }).Expected.ShouldBe(7);
        CountCheck.Of(Draft.Of(Draft.Good) with { ExpectedSections = null }).Expected.ShouldBe(3);
        CountCheck.Of(Draft.Of(Draft.Good) with { ExpectedSections = null, Task = "Ten best ways to keep 2 caches warm" }).Expected.ShouldBe(10);
        CountCheck.Of(Draft.Of(Draft.Good) with { ExpectedSections = null, TaskType = TaskType.Research }).Expected.ShouldBeNull();
    }

    [Fact]
    public void Headings_in_fences_frames_and_sources_do_not_count()
    {
        var text = Draft.Good.Replace("## 1.", "## Introduction\n\nText.\n\n```md\n## Fenced\n```\n\n~~~\n## Too\n```\n## Still\n~~~\n\n## 1.", StringComparison.Ordinal);

        var check = CountCheck.Of(Draft.Of(text + "\n## Appendix\n\nMore.\n"));

        check.Actual.ShouldBe(3);
        check.IsRight.ShouldBeTrue();
    }

    [Fact]
    public void A_wrong_count_is_not_right() => CountCheck.Of(Draft.Of(Draft.Good) with { ExpectedSections = 4 }).IsRight.ShouldBeFalse();

    [Fact]
    public void A_task_without_a_number_has_no_wrong_count() =>
        CountCheck.Of(Draft.Of(Draft.Good) with { ExpectedSections = null, TaskType = TaskType.BestPractices, Task = "How to warm a cache" }).IsRight.ShouldBeTrue();
}
