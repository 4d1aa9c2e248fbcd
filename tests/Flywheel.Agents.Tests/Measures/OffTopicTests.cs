using Flywheel.Agents.Measures;

namespace Flywheel.Agents.Tests.Measures;

public class OffTopicTests
{
    public static TheoryData<string> TaskIds => [.. SampleTasks.Named.Select(task => task.Id)];

    [Theory]
    [MemberData(nameof(TaskIds))]
    public async Task A_text_about_something_else_fails_and_is_not_relevant(string id)
    {
        var draft = (await SampleTasks.AllAsync()).Single(task => task.Id == id).Draft;
        var text = SampleDocuments.Named("bad-offtopic").Draft.Text;

        var measured = draft with { Text = text };

        Relevance(measured).ShouldBeLessThan(4);
        Composite.Of(measured).ShouldBeLessThan(Composite.Threshold);
    }

    [Theory]
    [MemberData(nameof(TaskIds))]
    public async Task The_documents_of_other_tasks_fail_with_the_evidence_of_this_one(string id)
    {
        var tasks = await SampleTasks.AllAsync();
        var draft = tasks.Single(task => task.Id == id).Draft;
        foreach (var other in tasks.Where(task => task.Id != id))
            Composite.Of(draft with { Text = other.Draft.Text }).ShouldBeLessThan(Composite.Threshold, other.Id);
    }

    // Where the tasks are neighbours ("What makes a good tool for an agent?" and a text on small contexts that is half about tools), words alone do not tell
    // them apart once the evidence has gone astray as well: those few pairs are the known weakness of the measure.
    [Fact]
    public async Task The_documents_of_other_tasks_fail_nearly_always_even_with_their_own_evidence()
    {
        var tasks = await SampleTasks.AllAsync();
        var pairs = tasks.SelectMany(task => tasks.Where(other => other.Id != task.Id).Select(other => (task, other))).ToArray();

        var passing = pairs.Where(pair => Composite.Of(pair.task.Draft with { Text = pair.other.Draft.Text, Evidence = pair.other.Draft.Evidence }) >= Composite.Threshold);

        passing.Select(pair => $"{pair.other.Id} for {pair.task.Id}").Count().ShouldBeLessThanOrEqualTo(pairs.Length / 20);
    }

    private static double Relevance(DraftUnderTest draft) => DocumentMeasures.Measure(draft).Single(measurement => measurement.Dimension == "relevance").Score;
}
