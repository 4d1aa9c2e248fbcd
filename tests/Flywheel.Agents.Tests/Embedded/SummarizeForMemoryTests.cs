using System.Text.Json;
using Flywheel.Agents.Documents;
using Flywheel.Agents.Embedded;
using Flywheel.Agents.Requests;
using Flywheel.Agents.Sources;
using Flywheel.Storage.Text;
using static Flywheel.Agents.Tests.Embedded.SampleEvidence;

namespace Flywheel.Agents.Tests.Embedded;

public sealed class SummarizeForMemoryTests
{
    [Fact]
    public async Task A_document_is_remembered_by_its_title_its_lead_and_its_opening_sentences()
    {
        var text = Synthesize.Answer(SynthesisOf(Counting, await ForAsync(Counting)));

        var memory = Answer(Counting, text);

        memory.GetProperty("title").GetString().ShouldBe(Counting);
        SentenceSplitter.Split(memory.GetProperty("narrative").GetString()!).Count.ShouldBeInRange(2, 3);
        var facts = memory.GetProperty("facts").EnumerateArray().Select(fact => fact.GetString()!).ToArray();
        facts.Length.ShouldBeInRange(3, 5);
        facts.ShouldAllBe(fact => Citations.In(fact).Count == 0 && text.Contains(fact.TrimEnd('.'), StringComparison.Ordinal));
        memory.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldContain("context");
    }

    [Fact]
    public void A_long_title_is_cut_at_a_word()
    {
        var title = Answer("T", "# " + string.Join(' ', Enumerable.Repeat("word", 60)) + "\n\nText.\n").GetProperty("title").GetString()!;

        title.Length.ShouldBeLessThanOrEqualTo(80);
        title.ShouldEndWith("word…");
    }

    [Theory]
    [InlineData("")]
    [InlineData("just prose")]
    [InlineData("# T\n\n## A\n\n## B\n")]
    public void Any_output_is_remembered(string output)
    {
        var memory = Answer("Explain caches", output);

        memory.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        memory.GetProperty("narrative").GetString().ShouldNotBeNullOrEmpty();
    }

    private static JsonElement Answer(string task, string output)
    {
        using var document = JsonDocument.Parse(SummarizeForMemory.Answer(new MemoryRequest { Task = task, Harness = HarnessWith(), TaskType = TaskType.Enumerated, Output = output, Queries = [] }));
        return document.RootElement.Clone();
    }
}
