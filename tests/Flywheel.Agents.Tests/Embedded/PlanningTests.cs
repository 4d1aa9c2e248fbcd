using System.Text.Json;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Tasks;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

/// <summary>Prior knowledge, the plan and follow-up queries.</summary>
public sealed class PlanningTests
{
    [Fact]
    public void Without_memories_nothing_is_known_and_every_part_is_a_gap()
    {
        var answer = Json(PriorKnowledge.Answer(new PriorKnowledgeRequest { Task = Counting, Harness = HarnessWith() }));

        answer.GetProperty("known_facts").GetArrayLength().ShouldBe(0);
        answer.GetProperty("gaps").GetArrayLength().ShouldBe(4);
        answer.GetProperty("gaps")[0].GetString()!.ShouldContain("keep an agent's context small");
    }

    [Fact]
    public void Memories_on_the_topic_are_facts_and_close_gaps()
    {
        var answer = Json(PriorKnowledge.Answer(new PriorKnowledgeRequest
        {
            Task = Counting,
            Harness = HarnessWith(),
            Memory = "A small context keeps an agent fast, because irrelevant text competes with what matters. Black tea needs four minutes of brewing.",
        }));

        Strings(answer.GetProperty("known_facts")).ShouldBe(["A small context keeps an agent fast, because irrelevant text competes with what matters."]);
        Strings(answer.GetProperty("gaps")).ShouldNotContain(gap => gap.StartsWith("why it works", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Top five ways to cut cost", "enumerated", 5)]
    [InlineData("Best practices for retries", "best_practices", null)]
    [InlineData("Why do agents fail?", "research", null)]
    public void The_plan_has_the_documented_shape(string task, string type, int? count)
    {
        var answer = Json(Agents.Embedded.Plan.Answer(new PlanRequest { Task = task, Harness = HarnessWith() }));

        answer.GetProperty("task_type").GetString().ShouldBe(type);
        answer.GetProperty("complexity").GetString().ShouldBeOneOf("low", "medium", "high");
        if (count is { } expected)
            answer.GetProperty("expected_sections").GetInt32().ShouldBe(expected);
        else
            answer.GetProperty("expected_sections").ValueKind.ShouldBe(JsonValueKind.Null);
        var queries = Strings(answer.GetProperty("search_queries"));
        queries.Length.ShouldBe(2);
        queries[0].ShouldNotBe(queries[1]);
        answer.GetProperty("notes").GetString().ShouldNotBeNullOrEmpty();
        answer.GetProperty("prior_work_summary").GetString().ShouldBe("");
        answer.GetProperty("subtasks").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void A_comparison_is_complex_and_each_subject_is_a_subtask()
    {
        var answer = Json(Agents.Embedded.Plan.Answer(new PlanRequest { Task = "Compare prompt caching and model routing", Harness = HarnessWith() }));

        answer.GetProperty("complexity").GetString().ShouldBe("high");
        Strings(answer.GetProperty("subtasks")).ShouldBe(["Research prompt caching: how it works, evidence, limits", "Research model routing: how it works, evidence, limits"]);
    }

    [Fact]
    public void Known_facts_become_the_summary_of_prior_work()
    {
        var answer = Json(Agents.Embedded.Plan.Answer(new PlanRequest { Task = Counting, Harness = HarnessWith(), KnownFacts = ["Truncation halves the context."] }));

        answer.GetProperty("prior_work_summary").GetString().ShouldBe("Earlier runs found: Truncation halves the context.");
    }

    [Fact]
    public void Before_anything_is_found_the_planned_queries_are_asked()
    {
        Ask([], []).ShouldBe("keep a cache warm");
        Ask(["keep a cache warm"], []).ShouldNotBe("keep a cache warm");
    }

    [Fact]
    public void Follow_up_queries_never_repeat_and_come_to_an_end()
    {
        var asked = new List<string>();
        for (var round = 0; round < 40; round++)
        {
            var query = Ask(asked, Caches);
            query.ShouldNotContain('\n');
            asked.ShouldNotContain(query);
            if (query.Length == 0)
                return;
            asked.Add(query);
        }

        throw new InvalidOperationException("Queries never ended: " + string.Join(" | ", asked));
    }

    [Fact]
    public async Task Follow_up_queries_find_more_of_the_relevant_document()
    {
        var evidence = await ForAsync(Counting);

        evidence.Count(passage => passage.Location == "corpus/keeping-context-small.md").ShouldBeGreaterThan(5);
        evidence.Select(passage => passage.Location).Distinct().Count().ShouldBeGreaterThan(3);
    }

    private static string Ask(IReadOnlyList<string> asked, IReadOnlyList<Sources.SourcePassage> found) =>
        Query.Answer(new QueryRequest { Task = "Top 3 ways to keep a cache warm", Harness = HarnessWith(), Knowledge = "", Asked = asked, Found = found });

    private static JsonElement Json(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.Clone();
    }

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];
}
