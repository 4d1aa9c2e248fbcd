using Flywheel.Agents.Planning;

namespace Flywheel.Agents.Tests.Measures;

public class SampleTasksTests
{
    [Fact]
    public async Task Every_sample_task_is_understood_as_its_type_and_cites_what_was_found()
    {
        var tasks = await SampleTasks.AllAsync();

        tasks.Count.ShouldBeGreaterThanOrEqualTo(12);
        tasks.Select(task => task.Id).ShouldBeUnique();
        foreach (var task in tasks)
        {
            Planner.NameOf(task.Draft.TaskType).ShouldBe(task.Type, task.Id);
            task.Draft.Measure("groundedness").Score.ShouldBeGreaterThanOrEqualTo(9, task.Id);
        }
    }
}
