using Flywheel.Agents.Planning;
using Flywheel.Agents.Sources;

namespace Flywheel.Agents.Tests.Planning;

public sealed class PlannerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("I would search for context engineering.")]
    [InlineData("{\"task_type\": \"enumerated\"")]
    public void An_unreadable_answer_gives_the_plan_of_the_wording(string answer)
    {
        var plan = Planner.Read("Top five ways to keep a context small", answer);

        plan.TaskType.ShouldBe(TaskType.Enumerated);
        plan.ExpectedSections.ShouldBe(5);
        plan.SearchQueries.ShouldNotBeEmpty();
        plan.Fallback.ShouldNotBeNull();
    }

    [Fact]
    public void A_count_in_the_task_wins_over_the_models() =>
        Planner.Read("Top 5 ways to save tokens", """{"task_type": "research", "expected_sections": 3, "search_queries": ["a", "b"]}""")
            .ShouldSatisfyAllConditions(
                static plan => plan.ExpectedSections.ShouldBe(5),
                static plan => plan.TaskType.ShouldBe(TaskType.Enumerated),
                static plan => plan.SearchQueries.ShouldBe(["a", "b"]));

    [Fact]
    public void Values_of_the_wrong_kind_are_left_out()
    {
        var plan = Planner.Read("Compare caches", """{"task_type": 7, "expected_sections": "many", "search_queries": ["a", 5, "A"], "subtasks": ["Find costs", "Write the report"]}""");

        plan.ExpectedSections.ShouldBeNull();
        plan.SearchQueries.ShouldBe(["a"]);
        plan.Subtasks.ShouldBe(["Find costs"]);
    }
}
