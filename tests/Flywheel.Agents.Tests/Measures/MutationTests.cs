using System.Collections.Concurrent;
using Flywheel.Agents.Measures;
using Flywheel.Harness.Specs;

namespace Flywheel.Agents.Tests.Measures;

public class MutationTests
{
    private static readonly ConcurrentDictionary<(string Task, string Mutation), Lazy<MutationOutcome>> Outcomes = new();

    public static TheoryData<string, string> SampleTaskMutations() => Cross(SampleTasks.Named.Select(task => (task.Id, task.Type == "enumerated")));

    public static TheoryData<string, string> GoodDocumentMutations() =>
        Cross(SampleDocuments.All.Where(document => document.Grade == "good").Select(document => (document.Name, document.Draft.ExpectedSections is not null)));

    [Theory]
    [MemberData(nameof(SampleTaskMutations))]
    public async Task Damage_to_a_sample_task_s_document_lowers_the_right_dimension_and_no_unrelated_one(string task, string mutation)
    {
        var tasks = await SampleTasks.AllAsync();
        var draft = tasks.Single(sample => sample.Id == task).Draft;
        Assert.SkipWhen(Composite.Of(draft) < Composite.Threshold, "What the built-in model writes for this task is not good to begin with.");

        Verify(OutcomeFor(tasks, task, Named(mutation)));
    }

    [Theory]
    [MemberData(nameof(GoodDocumentMutations))]
    public void Damage_to_a_good_document_lowers_the_right_dimension_and_no_unrelated_one(string document, string mutation)
    {
        var draft = SampleDocuments.Named(document).Draft;
        var other = SampleDocuments.All.First(sample => sample.Grade == "good" && sample.Draft.Task != draft.Task).Draft;

        Verify(MutationOutcome.Of(Named(mutation), draft, other));
    }

    [Fact]
    public async Task The_built_in_model_s_documents_pass_for_nearly_every_sample_task()
    {
        var tasks = await SampleTasks.AllAsync();

        tasks.Count(task => Composite.Of(task.Draft) >= Composite.Threshold).ShouldBeGreaterThanOrEqualTo(tasks.Count - 1);
    }

    /// <summary>What a mutation does to a sample task's document, computed once per test process.</summary>
    internal static MutationOutcome OutcomeFor(IReadOnlyList<SampleTask> tasks, string id, Mutation mutation) => Outcomes.GetOrAdd(
        (id, mutation.Name),
        _ => new Lazy<MutationOutcome>(() => MutationOutcome.Of(mutation, tasks.Single(task => task.Id == id).Draft, Other(tasks, id)))).Value;

    private static Mutation Named(string name) => Mutation.All.Single(mutation => mutation.Name == name);

    // The sources of a few tasks further on are about something else.
    private static DraftUnderTest Other(IReadOnlyList<SampleTask> tasks, string id)
    {
        var at = tasks.TakeWhile(task => task.Id != id).Count();
        return tasks[(at + 3) % tasks.Count].Draft;
    }

    private static void Verify(MutationOutcome outcome)
    {
        outcome.Applied.ShouldBeTrue("The mutation changed nothing.");
        outcome.Faults.ShouldBeEmpty();
    }

    private static TheoryData<string, string> Cross(IEnumerable<(string Name, bool IsCounted)> documents)
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, counted) in documents)
        {
            foreach (var mutation in Mutation.All.Where(mutation => counted || !mutation.NeedsCount))
                data.Add(name, mutation.Name);
        }

        return data;
    }
}
