using Flywheel.Agents.Sources;
using Flywheel.Agents.Tasks;

namespace Flywheel.Agents.Tests.Tasks;

public sealed class TaskReadingTests
{
    [Theory]
    [InlineData("Top 5 ways to keep an agent's context small", 5)]
    [InlineData("Search for the top five context engineering techniques", 5)]
    [InlineData("top-3 tools for tracing", 3)]
    [InlineData("Top10 metrics for agents", 10)]
    [InlineData("3 most common failure modes in multi-agent systems", 3)]
    [InlineData("What are the ten best ways to cut cost?", 10)]
    [InlineData("Give me 4 key risks of agent memory", 4)]
    [InlineData("the three main causes of latency", 3)]
    [InlineData("five of the most useful metrics", 5)]
    [InlineData("The best three caching strategies for agents", 3)]
    [InlineData("List 7 techniques for prompt compression", 7)]
    [InlineData("Five tips for writing tools", 5)]
    public void Tasks_that_count_items_are_enumerated_with_that_count(string task, int count)
    {
        var reading = TaskReading.Of(task);

        reading.Type.ShouldBe(TaskType.Enumerated);
        reading.ExpectedCount.ShouldBe(count);
    }

    [Theory]
    [InlineData("Best practices for retrying failed tool calls")]
    [InlineData("How to roll out a harness change safely")]
    [InlineData("Strategies for caching tool results")]
    [InlineData("Write a guide to tracing agents")]
    [InlineData("Tips for prompt writing")]
    [InlineData("best practice on secrets")]
    public void Tasks_that_ask_for_practice_are_best_practices(string task) =>
        TaskReading.Of(task).Type.ShouldBe(TaskType.BestPractices);

    [Theory]
    [InlineData("How should an LLM judge be calibrated?")]
    [InlineData("guide rail design")]
    [InlineData("wing tip vortices")]
    [InlineData("The top 5 percent of runs")]
    [InlineData("Why do the slowest 5 % cost most?")]
    [InlineData("What happened in 2024?")]
    [InlineData("Top 500 supercomputers")]
    [InlineData("Compare GPT 4 and GPT 5")]
    [InlineData("What do 3 agents in a loop cost?")]
    public void Other_tasks_are_research_without_a_count(string task)
    {
        var reading = TaskReading.Of(task);

        reading.Type.ShouldBe(TaskType.Research);
        reading.ExpectedCount.ShouldBeNull();
    }

    [Theory]
    [InlineData("Top 5 ways to keep an agent's context small", "keep an agent's context small")]
    [InlineData("Search for the top 5 context engineering techniques", "context engineering")]
    [InlineData("3 most common failure modes in multi-agent systems", "failure modes in multi-agent systems")]
    [InlineData("Best practices for retrying failed tool calls", "retrying failed tool calls")]
    [InlineData("Please write a report on held-out tests.", "held-out tests")]
    [InlineData("What should an agent remember between sessions?", "agent remember between sessions")]
    [InlineData("How to name tools", "name tools")]
    public void The_subject_is_the_task_without_its_asking_words(string task, string subject) =>
        TaskReading.Of(task).Subject.ShouldBe(subject);

    [Theory]
    [InlineData("Search for the top 5 ways to cut cost", "Top 5 ways to cut cost")]
    [InlineData("write a report on how tracing helps", "How tracing helps")]
    [InlineData("How should a judge be calibrated?", "How should a judge be calibrated?")]
    public void The_headline_keeps_the_question_and_drops_the_request(string task, string headline) =>
        TaskReading.Of(task).Headline.ShouldBe(headline);

    [Theory]
    [InlineData("Top 3 ways to cut cost", ItemNature.Advice, "ways")]
    [InlineData("3 most common failure modes of agents", ItemNature.Problem, "failure modes")]
    [InlineData("Top 4 metrics for retrieval", ItemNature.Thing, "metrics")]
    public void The_item_noun_says_what_kind_of_thing_is_listed(string task, ItemNature nature, string noun)
    {
        var reading = TaskReading.Of(task);

        reading.Nature.ShouldBe(nature);
        reading.ItemNoun.ShouldBe(noun);
    }

    [Theory]
    [InlineData("Top 3 ways to cut cost and save to out.md", "out.md", "Top 3 ways to cut cost")]
    [InlineData("Explain retries, then write it to notes/retries.md.", "notes/retries.md", "Explain retries.")]
    [InlineData("Explain retries; save the final report as 'my notes/re tries.md'", "my notes/re tries.md", "Explain retries")]
    [InlineData("Explain retries and output to \"~/out dir/page.html\" please", "~/out dir/page.html", "Explain retries please")]
    [InlineData("Explain retries and save to ../x.txt", "../x.txt", "Explain retries")]
    public void An_output_path_is_taken_out_of_the_task(string task, string path, string rest)
    {
        var reading = TaskReading.Of(task);

        reading.OutputPath.ShouldBe(path);
        reading.Task.ShouldBe(rest);
    }

    [Theory]
    [InlineData("Summarise README.md")]
    [InlineData("How do agents write to files?")]
    [InlineData("Save money on tokens")]
    [InlineData("write to the team about report.md.bak")]
    public void A_file_that_is_only_mentioned_is_no_output_path(string task) =>
        TaskReading.Of(task).OutputPath.ShouldBeNull();

    [Fact]
    public void Of_several_sentences_the_one_that_counts_is_read()
    {
        var reading = TaskReading.Of("Hello. I work on agents. Give me the top 3 ways to cut their cost. Use plain words.");

        reading.ExpectedCount.ShouldBe(3);
        reading.Subject.ShouldBe("cut their cost");
    }

    [Fact]
    public void A_comparison_names_its_aspects() =>
        TaskReading.Of("Compare caching, model routing and smaller prompts").Aspects.ShouldBe(["caching", "model routing", "smaller prompts"]);

    [Fact]
    public void A_task_with_one_subject_has_no_aspects() =>
        TaskReading.Of("Cost and latency of agents").Aspects.ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("?!…")]
    [InlineData("5")]
    [InlineData("top")]
    [InlineData("the the the")]
    [InlineData("\uD800 broken surrogate \uDC00")]
    [InlineData("最好的五种方法")]
    public void Any_text_is_read(string task) => TaskReading.Of(task).ShouldNotBeNull();

    [Fact]
    public void A_task_of_a_million_characters_is_read() =>
        TaskReading.Of(string.Concat(Enumerable.Repeat("save to the top 5 and ", 50_000))).ExpectedCount.ShouldBe(5);

    [Fact]
    public void The_reading_does_not_depend_on_the_culture()
    {
        const string Task = "TOP 5 WAYS TO LIMIT INDEXING COST and save to Fil.md";
        var plain = TaskReading.Of(Task);

        using var foreign = ForeignCulture.Enter();
        var reading = TaskReading.Of(Task);

        (reading.Type, reading.ExpectedCount, reading.Subject, reading.OutputPath).ShouldBe((plain.Type, plain.ExpectedCount, plain.Subject, plain.OutputPath));
        reading.TopicTerms.ShouldBe(plain.TopicTerms);
    }
}
